using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Reads batches with their snapshots.</summary>
internal static class BatchReader
{
    private const string Batches =
        """
        SELECT key, batch_id, name, collection, status, created_at, started_at, completed_at, duration, successful, failed, total,
          total_bytes, first_seen_at, fetched_at FROM batches
        """;

    private const string Newest = " ORDER BY coalesce(created_at, first_seen_at) DESC, key DESC";

    // Without the header and the facts, which are the largest parts of a snapshot's row.
    private const string Snapshots =
        """
        SELECT batch_key, key, batch_status, jobs, expected_jobs, started_at, completed_at, sync_wanted, first_expected,
          successful, failed, total FROM snapshots
        """;

    public static CachedBatch? Find(CacheReader reader, BatchId id) =>
        One(reader, reader.Prepare(Batches + " WHERE batch_id = ?1").Bind(1, id.Value));

    public static CachedBatch? Find(CacheReader reader, long key) =>
        One(reader, reader.Prepare(Batches + " WHERE key = ?1").Bind(1, key));

    /// <summary>The batch of a snapshot; null when it is gone.</summary>
    public static BatchId? IdOf(CacheReader reader, long snapshot)
    {
        var row = reader.Prepare("SELECT batch_id FROM batches JOIN snapshots ON snapshots.batch_key = batches.key WHERE snapshots.key = ?1").Bind(1, snapshot);
        var id = row.Step() && BatchId.TryParse(row.Text(0), out var found) ? found : (BatchId?)null;
        row.Reset();
        return id;
    }

    /// <summary>Newest first. A batch that the API was never asked about is not known yet.</summary>
    public static IReadOnlyList<CachedBatch> List(CacheReader reader)
    {
        var snapshots = CacheReader.All(reader.Prepare(Snapshots), Snapshot).ToLookup(row => row.Batch, row => row.Snapshot);
        return CacheReader.All(reader.Prepare(Batches + " WHERE fetched_at IS NOT NULL" + Newest), row => Batch(row, snapshots[row.Long(0)]));
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
        FirstExpectedJobs = row.FirstExpected,
        Successful = row.Successful,
        Failed = row.Failed,
        Total = row.Total,
    };

    private static CachedBatch? One(CacheReader reader, Statement batches)
    {
        if (!batches.Step())
        {
            return null;
        }

        var snapshots = CacheReader.All(reader.Prepare(Snapshots + " WHERE batch_key = ?1").Bind(1, batches.Long(0)), Snapshot);
        var batch = Batch(batches, snapshots.Select(row => row.Snapshot));
        batches.Reset();
        return batch;
    }

    private static (long Batch, Snapshot Snapshot) Snapshot(Statement row) => (
        row.Long(0),
        new Snapshot(
            row.Long(1),
            row.Text(2) ?? "",
            row.Long(3),
            row.Long(4),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)),
            StoredTime.At(row.LongOrNull(6)))
        {
            SyncWanted = row.Long(7) != 0,
            FirstExpectedJobs = row.LongOrNull(8),
            Successful = row.LongOrNull(9),
            Failed = row.LongOrNull(10),
            Total = row.LongOrNull(11),
        });

    private static CachedBatch Batch(Statement row, IEnumerable<Snapshot> snapshots)
    {
        var (current, filling) = ((Snapshot?)null, (Snapshot?)null);
        foreach (var snapshot in snapshots)
        {
            (current, filling) = snapshot.IsComplete ? (snapshot, filling) : (current, snapshot);
        }

        return new CachedBatch
        {
            Id = BatchId.Parse(row.Text(1) ?? ""),
            Name = row.Text(2),
            Collection = row.Text(3),
            Status = row.Text(4) ?? "",
            CreatedAt = StoredTime.At(row.LongOrNull(5)),
            StartedAt = StoredTime.At(row.LongOrNull(6)),
            CompletedAt = StoredTime.At(row.LongOrNull(7)),
            DurationSeconds = row.LongOrNull(8) / 1000.0,
            Successful = row.Long(9),
            Failed = row.Long(10),
            Total = row.Long(11),
            TotalBytes = row.LongOrNull(12),
            FirstSeenAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(13)),
            FetchedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.LongOrNull(14) ?? row.Long(13)),
            Current = current,
            Filling = filling,
        };
    }
}
