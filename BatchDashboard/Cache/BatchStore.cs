using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>
/// The only way to the cached results. Reads never block on a write (SQLite in WAL mode). Every method throws
/// <see cref="CacheException"/> when the database is locked, read-only, full, corrupt or missing, and nothing else.
/// </summary>
public sealed class BatchStore
{
    public Task<CachedBatch?> FindAsync(BatchId id, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>All known batches, newest first.</summary>
    public Task<IReadOnlyList<CachedBatch>> ListAsync(CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>
    /// Stores one page as it came, in one transaction: the batch's figures, and the jobs into the filling snapshot, by
    /// ordinal (first job of the page = (granted page - 1) × granted page size), replacing what stood there. A filling
    /// snapshot that speaks of another state of the batch (status or counts differ) is dropped and a new one begun,
    /// unless a sync owns it (<paramref name="forSync"/>). When every ordinal from 0 to the announced total is there, or
    /// <paramref name="isLast"/> says that no page is left, the snapshot becomes the current one in the same transaction
    /// and the older one is removed.
    /// </summary>
    public Task<CachedBatch> WritePageAsync(BatchId id, ResultsBody page, bool forSync, bool isLast, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <summary>Begins a copy of the whole batch, or finds the interrupted one to go on with. Marks it as wanted.</summary>
    /// <param name="fresh">Never go on with an old one: for a refresh.</param>
    public Task<Snapshot> BeginSyncAsync(BatchId id, bool fresh, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The copy is no longer wanted (cancelled); what has arrived stays readable.</summary>
    public Task EndSyncAsync(BatchId id, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Batches whose copy was wanted and has not ended, for the start of the app.</summary>
    public Task<IReadOnlyList<BatchId>> InterruptedSyncsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>How many of the ordinals [first, first + count) the snapshot holds.</summary>
    public Task<int> CountRangeAsync(long snapshot, long first, int count, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The newest summary, statistics, pagination and metadata of the snapshot: the body without its jobs.</summary>
    public Task<ResultsBody?> HeaderAsync(long snapshot, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Jobs with ordinals [first, first + count), in order: the API's own page.</summary>
    public Task<IReadOnlyList<CachedJob>> RangeAsync(long snapshot, long first, int count, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Jobs that match, skipping <paramref name="skip"/>, at most <paramref name="take"/>, ties in ordinal order.</summary>
    public Task<IReadOnlyList<CachedJob>> FindJobsAsync(long snapshot, JobFilter filter, long skip, int take, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<long> CountJobsAsync(long snapshot, JobFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>One job whole, with details and unknown fields, by its job id.</summary>
    public Task<CachedJob?> FindJobAsync(long snapshot, string jobId, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>One job whole by its ordinal.</summary>
    public Task<CachedJob?> FindJobAsync(long snapshot, long ordinal, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The nearest failed job before (step -1) or after (step 1) an ordinal.</summary>
    public Task<CachedJob?> NeighbourFailedAsync(long snapshot, long ordinal, int step, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Failed jobs up to and including an ordinal, and failed jobs in all.</summary>
    public Task<(long Position, long Count)> FailedPositionAsync(long snapshot, long ordinal, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Everything that a batch page needs to know about all rows of a snapshot.</summary>
    public Task<JobFacts> FactsAsync(long snapshot, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>What the jobs of one error code have in common. A null code: failures without one.</summary>
    public Task<ErrorFacts> ErrorFactsAsync(long snapshot, string? errorCode, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The jobs that made a media item, newest batch first.</summary>
    public Task<IReadOnlyList<(CachedBatch Batch, CachedJob Job)>> FindMediaOriginsAsync(string mediaId, CancellationToken cancellation) => throw new NotSupportedException();

    public Task WriteMediaAsync(MediaId id, MediaBody body, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>A media item as it was seen last, and when.</summary>
    public Task<(MediaBody Body, DateTimeOffset FetchedAt)?> FindMediaAsync(MediaId id, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>Counts over the rows of a snapshot, each list most frequent first. Failed means status <c>failed</c>.</summary>
public sealed record JobFacts(
    long Jobs,
    long DistinctJobIds,
    long Succeeded,
    long Failed,
    IReadOnlyList<(string? Value, long Count)> ByStatus,
    IReadOnlyList<(string? Value, long Count)> ByMediaType,
    IReadOnlyList<(string? Value, long Count)> ByErrorCode,
    long TotalBytes,
    long SizedJobs,
    CachedJob? Largest);

/// <summary>What failed jobs have in common: file endings (lower case, with the dot), messages and detail values, most frequent first.</summary>
public sealed record ErrorFacts(
    long Count,
    IReadOnlyList<(string? Value, long Count)> Formats,
    IReadOnlyList<(string? Value, long Count)> Messages,
    IReadOnlyList<(string Key, IReadOnlyList<(string? Value, long Count)> Values)> Details,
    long? SmallestBytes,
    long? LargestBytes,
    IReadOnlyList<CachedJob> FirstJobs);

/// <summary>The database could not be read or written.</summary>
/// <param name="message">A sentence that an operator can act on; no path of a file beyond its name.</param>
/// <param name="inner">What the database said.</param>
public sealed class CacheException(string message, Exception? inner = null) : Exception(message, inner);
