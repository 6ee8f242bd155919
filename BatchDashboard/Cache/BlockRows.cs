namespace BatchDashboard.Cache;

/// <summary>Which jobs of a copy are walked through, and in which order.</summary>
public sealed record JobWalk
{
    private JobWalk()
    {
    }

    /// <summary>All jobs in the API's own order.</summary>
    public static JobWalk All { get; } = new();

    internal JobFilter? Filter { get; private init; }

    internal IReadOnlyList<long>? Ordinals { get; private init; }

    /// <summary>The jobs that match, in the filter's order.</summary>
    public static JobWalk Of(JobFilter filter) => new() { Filter = filter };

    /// <summary>These jobs, in this order.</summary>
    public static JobWalk Of(IReadOnlyList<long> ordinals) => new() { Ordinals = ordinals };
}

/// <summary>Fills one block after another with the jobs of a walk, each from where the last one ended.</summary>
/// <param name="ordinals">Null for all jobs in the API's order.</param>
internal sealed class BlockRows(long snapshot, IReadOnlyList<long>? ordinals, JobGroups groups, Func<long, bool> isRepeat)
{
    private const string Select =
        """
        SELECT jobs.key, group_no, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, shape, job_extras.body
        FROM jobs LEFT JOIN job_extras ON job_extras.key = jobs.key
        """;

    private const string InOrder = Select + " WHERE jobs.key >= ?1 AND jobs.key < ?2 ORDER BY jobs.key";
    private const string ByKey = Select + " WHERE jobs.key = ?1";

    // The ordinal where a plain walk goes on; the place in the list where any other does.
    private long _position;

    /// <summary>False when there are no more jobs. A block may be empty and the walk go on: jobs of a list can be gone.</summary>
    public bool Fill(JobBlock block, CacheReader reader)
    {
        block.Begin(groups, isRepeat);
        if (ordinals is null)
        {
            return FillInOrder(block, reader);
        }

        var isAny = _position < ordinals.Count;
        for (; !block.IsFull && _position < ordinals.Count; _position++)
        {
            if (JobKey.IsOrdinal(ordinals[(int)_position]))
            {
                var row = reader.Prepare(ByKey).Bind(1, JobKey.Of(snapshot, ordinals[(int)_position]));
                if (row.Step())
                {
                    block.Add(row);
                }

                row.Reset();
            }
        }

        return isAny;
    }

    private bool FillInOrder(JobBlock block, CacheReader reader)
    {
        var rows = reader.Prepare(InOrder).Bind(1, JobKey.Of(snapshot, _position)).Bind(2, JobKey.End(snapshot));
        while (!block.IsFull && rows.Step())
        {
            block.Add(rows);
        }

        rows.Reset();
        _position = block.Count == 0 ? _position : block[block.Count - 1].Ordinal + 1;
        return block.Count > 0;
    }
}
