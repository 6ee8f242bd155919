namespace BatchDashboard.Cache;

/// <summary>Columns that the store sorts by.</summary>
public enum JobOrder
{
    Ordinal,
    FileName,
    Size,
    Completed,
    Duration,
    Status,
    MediaType,
}

/// <summary>Which jobs of a snapshot are asked for. Empty lists and an empty search mean all.</summary>
public sealed record JobFilter
{
    public static JobFilter All { get; } = new();

    /// <summary>Part of a file name, in any case of letters; or a whole job id or media id.</summary>
    public string Search { get; init; } = "";
    public IReadOnlyList<string> Statuses { get; init; } = [];
    public IReadOnlyList<string> MediaTypes { get; init; } = [];
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];
    public JobOrder Order { get; init; }
    public bool Descending { get; init; }
}
