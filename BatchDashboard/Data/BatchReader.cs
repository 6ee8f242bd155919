using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Makes batches of their rows.</summary>
internal static class BatchReader
{
    public static Snapshot Snapshot(SnapshotRow row) => new(
        row.Key,
        row.BatchStatus,
        row.Jobs,
        row.ExpectedJobs,
        DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt),
        StoredTime.At(row.CompletedAt))
    {
        SyncWanted = row.SyncWanted,
        FirstExpectedJobs = row.FirstExpected,
        Successful = row.Successful,
        Failed = row.Failed,
        Total = row.Total,
    };

    public static CachedBatch Batch(BatchRow row, IEnumerable<Snapshot> snapshots)
    {
        var (current, filling) = ((Snapshot?)null, (Snapshot?)null);
        foreach (var snapshot in snapshots)
        {
            (current, filling) = snapshot.IsComplete ? (snapshot, filling) : (current, snapshot);
        }

        return new CachedBatch
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
            Current = current,
            Filling = filling,
        };
    }
}
