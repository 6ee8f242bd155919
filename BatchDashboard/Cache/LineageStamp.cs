namespace BatchDashboard.Cache;

/// <summary>Each number only grows, and one of them does with every change of what was sent again.</summary>
internal sealed record LineageStamp(long Batches, long Newest, long Named, long Settled)
{
    public static LineageStamp None { get; } = new(0, 0, 0, 0);

    /// <summary>Some batch was accepted.</summary>
    public bool HasSent => Named > 0;

    public static LineageStamp Read(CacheReader reader)
    {
        var row = reader.Prepare(LineageSql.Stamp);
        row.Step();
        var stamp = new LineageStamp(row.Long(0), row.Long(1), row.Long(2), row.Long(3));
        row.Reset();
        return stamp;
    }
}
