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
internal sealed class BlockRows(JobFinder finder, long snapshot, JobWalk walk)
{
    private const string Select =
        """
        SELECT jobs.key, group_no, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, shape, job_extras.body
        FROM jobs LEFT JOIN job_extras ON job_extras.key = jobs.key
        """;

    private const string InOrder = Select + " WHERE jobs.key >= ?1 AND jobs.key < ?2 ORDER BY jobs.key";
    private const string ByKey = Select + " WHERE jobs.key = ?1";

    // The ordinal where a plain walk goes on; how many jobs of any other are done.
    private long _position;

    // Found and not read yet: their texts filled the block before all were in it.
    private readonly Queue<long> _found = new();

    /// <summary>False when there are no more jobs. A block may be empty and the walk go on: jobs of a list can be gone.</summary>
    public bool Fill(JobBlock block, CacheReader reader, SnapshotInfo info, CancellationToken cancellation)
    {
        block.Begin(info);
        if (walk == JobWalk.All)
        {
            return FillInOrder(block, reader);
        }

        if (_found.Count == 0)
        {
            Find(reader, info, cancellation);
        }

        var isAny = _found.Count > 0;
        while (!block.IsFull && _found.TryDequeue(out var ordinal))
        {
            var row = reader.Prepare(ByKey).Bind(1, JobKey.Of(snapshot, ordinal));
            if (row.Step())
            {
                block.Add(row);
            }

            row.Reset();
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

    private void Find(CacheReader reader, SnapshotInfo info, CancellationToken cancellation)
    {
        // What operators do meanwhile must not move jobs between two blocks.
        var most = walk.Filter is { IsOfCopy: false } ? int.MaxValue : JobBlock.MostJobs;
        var next = walk.Ordinals is { } listed
            ? listed.Skip((int)_position).Take(most).Where(JobKey.IsOrdinal)
            : finder.Ordinals(reader, snapshot, info, walk.Filter!, _position, most, cancellation);
        foreach (var ordinal in next)
        {
            _found.Enqueue(ordinal);
        }

        _position += walk.Ordinals is { } all ? Math.Min(most, all.Count - _position) : _found.Count;
    }
}
