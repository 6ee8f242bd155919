namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    private const string OfRange = "FROM jobs WHERE snapshot_key = $snapshot AND ordinal >= $first AND ordinal < $end";
    private const string Failed = "FROM jobs WHERE snapshot_key = $snapshot AND status = 'failed'";

    /// <summary>How many of the ordinals [first, first + count) the snapshot holds.</summary>
    public Task<int> CountRangeAsync(long snapshot, long first, int count, CancellationToken cancellation) =>
        _database.ReadAsync(
            async (context, token) => (int)await NumberAsync(
                context, "SELECT count(*) " + OfRange, token, ("$snapshot", snapshot), ("$first", first), ("$end", first + count)),
            cancellation);

    /// <summary>Jobs with ordinals [first, first + count), in order: the API's own page.</summary>
    public Task<IReadOnlyList<CachedJob>> RangeAsync(long snapshot, long first, int count, CancellationToken cancellation) =>
        JobsAsync(
            $"SELECT {JobTable.Columns} {OfRange} ORDER BY ordinal",
            cancellation,
            ("$snapshot", snapshot),
            ("$first", first),
            ("$end", first + count));

    /// <summary>Jobs that match, skipping <paramref name="skip"/>, at most <paramref name="take"/>, ties in ordinal order.</summary>
    public Task<IReadOnlyList<CachedJob>> FindJobsAsync(long snapshot, JobFilter filter, long skip, int take, CancellationToken cancellation)
    {
        var search = new JobSearch(snapshot, filter);
        return JobsAsync(
            $"SELECT {JobTable.Columns} FROM jobs WHERE {search.Where} ORDER BY {search.OrderBy} LIMIT $take OFFSET $skip",
            cancellation,
            [.. search.Parameters, ("$take", Math.Max(take, 0)), ("$skip", Math.Max(skip, 0))]);
    }

    public Task<long> CountJobsAsync(long snapshot, JobFilter filter, CancellationToken cancellation)
    {
        var search = new JobSearch(snapshot, filter);
        return _database.ReadAsync(
            (context, token) => NumberAsync(context, $"SELECT count(*) FROM jobs WHERE {search.Where}", token, search.Parameters),
            cancellation);
    }

    /// <summary>One job whole, with details and unknown fields, by its job id; the first of those that share it.</summary>
    public Task<CachedJob?> FindJobAsync(long snapshot, string jobId, CancellationToken cancellation) =>
        WholeAsync("jobs.job_id = $job", cancellation, ("$snapshot", snapshot), ("$job", StoredText.Clean(jobId)));

    /// <summary>One job whole by its ordinal.</summary>
    public Task<CachedJob?> FindJobAsync(long snapshot, long ordinal, CancellationToken cancellation) =>
        WholeAsync("jobs.ordinal = $ordinal", cancellation, ("$snapshot", snapshot), ("$ordinal", ordinal));

    /// <summary>The nearest failed job before (step -1) or after (step 1) an ordinal.</summary>
    public async Task<CachedJob?> NeighbourFailedAsync(long snapshot, long ordinal, int step, CancellationToken cancellation)
    {
        var beyond = step < 0 ? "ordinal < $ordinal ORDER BY ordinal DESC" : "ordinal > $ordinal ORDER BY ordinal";
        var found = await JobsAsync(
            $"SELECT {JobTable.Columns} {Failed} AND {beyond} LIMIT 1",
            cancellation,
            ("$snapshot", snapshot),
            ("$ordinal", ordinal));
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Failed jobs up to and including an ordinal, and failed jobs in all.</summary>
    public Task<(long Position, long Count)> FailedPositionAsync(long snapshot, long ordinal, CancellationToken cancellation) =>
        _database.ReadAsync(
            async (context, token) => (
                await NumberAsync(context, $"SELECT count(*) {Failed} AND ordinal <= $ordinal", token, ("$snapshot", snapshot), ("$ordinal", ordinal)),
                await NumberAsync(context, $"SELECT count(*) {Failed}", token, ("$snapshot", snapshot))),
            cancellation);

    /// <summary>The jobs that made a media item, newest batch first; at most a hundred.</summary>
    public Task<IReadOnlyList<(CachedBatch Batch, CachedJob Job)>> FindMediaOriginsAsync(string mediaId, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<(CachedBatch, CachedJob)>>(
            async (context, token) =>
            {
                var found = await JobTable.Command(
                    context,
                    $"""
                    SELECT {JobTable.Columns}, batches.batch_id
                    FROM jobs JOIN snapshots ON snapshots.key = jobs.snapshot_key JOIN batches ON batches.key = snapshots.batch_key
                    WHERE jobs.media_id = $media AND (snapshots.completed_at IS NOT NULL OR NOT EXISTS (
                      SELECT 1 FROM snapshots AS whole WHERE whole.batch_key = batches.key AND whole.completed_at IS NOT NULL))
                    ORDER BY coalesce(batches.created_at, batches.first_seen_at) DESC, batches.key DESC, jobs.ordinal
                    LIMIT 100
                    """,
                    ("$media", StoredText.Clean(mediaId)))
                    .ReadAllAsync(row => (Batch: row.GetString(JobTable.NextColumn), Job: JobTable.Job(row)), token);
                var ids = found.Select(origin => origin.Batch).Distinct(StringComparer.Ordinal).ToList();
                var batches = await BatchReader.ReadAsync(context, all => all.Where(row => ids.Contains(row.BatchId)), token);
                var byId = batches.ToDictionary(batch => batch.Id.Value, StringComparer.Ordinal);
                return found.ConvertAll(origin => (byId[origin.Batch], origin.Job));
            },
            cancellation);

    private Task<CachedJob?> WholeAsync(string which, CancellationToken cancellation, params (string Name, object? Value)[] parameters) =>
        _database.ReadAsync(
            async (context, token) =>
            {
                var found = await JobTable.Command(
                    context,
                    $"""
                    SELECT {JobTable.Columns}, job_extras.body
                    FROM jobs LEFT JOIN job_extras ON job_extras.snapshot_key = jobs.snapshot_key AND job_extras.ordinal = jobs.ordinal
                    WHERE jobs.snapshot_key = $snapshot AND {which} ORDER BY jobs.ordinal LIMIT 1
                    """,
                    parameters).ReadAllAsync(row => JobTable.Job(row, JobTable.Text(row, JobTable.NextColumn)), token);
                return found.SingleOrDefault();
            },
            cancellation);

    private Task<IReadOnlyList<CachedJob>> JobsAsync(
        string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters) =>
        _database.ReadAsync<IReadOnlyList<CachedJob>>(
            async (context, token) => await JobTable.Command(context, sql, parameters).ReadAllAsync(JobTable.Job, token),
            cancellation);

    private static async Task<long> NumberAsync(
        CacheContext context, string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = JobTable.Command(context, sql, parameters);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
