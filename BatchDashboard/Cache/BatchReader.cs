using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

/// <summary>Reads batches with their snapshots.</summary>
internal static class BatchReader
{
    public static async Task<CachedBatch?> FindAsync(CacheContext context, BatchId id, CancellationToken cancellation) =>
        (await ReadAsync(context, batches => batches.Where(row => row.BatchId == id.Value), cancellation)).SingleOrDefault();

    public static async Task<IReadOnlyList<CachedBatch>> ListAsync(CacheContext context, CancellationToken cancellation) =>
        await ReadAsync(context, batches => batches.Where(row => row.FetchedAt != null), cancellation);

    /// <summary>Newest first.</summary>
    public static async Task<List<CachedBatch>> ReadAsync(
        CacheContext context, Func<IQueryable<BatchRow>, IQueryable<BatchRow>> choose, CancellationToken cancellation)
    {
        var rows = await choose(context.Batches.AsNoTracking())
            .OrderByDescending(row => row.CreatedAt ?? row.FirstSeenAt)
            .ThenByDescending(row => row.Key)
            .ToListAsync(cancellation);
        var keys = choose(context.Batches).Select(row => row.Key);
        // Without the header, which is the largest part of a snapshot's row.
        var snapshots = await context.Snapshots.AsNoTracking()
            .Where(row => keys.Contains(row.BatchKey))
            .Select(row => new SnapshotRow
            {
                Key = row.Key,
                BatchKey = row.BatchKey,
                BatchStatus = row.BatchStatus,
                Jobs = row.Jobs,
                ExpectedJobs = row.ExpectedJobs,
                StartedAt = row.StartedAt,
                CompletedAt = row.CompletedAt,
                SyncWanted = row.SyncWanted,
            })
            .ToListAsync(cancellation);
        var byBatch = snapshots.ToLookup(row => row.BatchKey);
        return rows.ConvertAll(row => Batch(row, byBatch[row.Key].ToList()));
    }

    public static Snapshot Snapshot(SnapshotRow row) => new(
        row.Key,
        row.BatchStatus,
        row.Jobs,
        row.ExpectedJobs,
        DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt),
        StoredTime.At(row.CompletedAt))
    {
        SyncWanted = row.SyncWanted,
    };

    private static CachedBatch Batch(BatchRow row, List<SnapshotRow> snapshots) => new()
    {
        Id = BatchId.Parse(row.BatchId),
        Name = row.Name,
        Collection = row.Collection,
        Status = row.Status,
        CreatedAt = StoredTime.At(row.CreatedAt),
        StartedAt = StoredTime.At(row.StartedAt),
        CompletedAt = StoredTime.At(row.CompletedAt),
        DurationSeconds = row.Duration / 1000.0,
        Successful = row.Successful,
        Failed = row.Failed,
        Total = row.Total,
        TotalBytes = row.TotalBytes,
        FirstSeenAt = DateTimeOffset.FromUnixTimeMilliseconds(row.FirstSeenAt),
        FetchedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.FetchedAt ?? row.FirstSeenAt),
        Current = snapshots.Find(snapshot => snapshot.CompletedAt is not null) is { } current ? Snapshot(current) : null,
        Filling = snapshots.Find(snapshot => snapshot.CompletedAt is null) is { } filling ? Snapshot(filling) : null,
    };
}
