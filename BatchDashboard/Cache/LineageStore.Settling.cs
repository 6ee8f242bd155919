using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <content>How the outcome of files that were sent again becomes known.</content>
public sealed partial class LineageStore
{
    /// <summary>New batches that were accepted and whose files are not settled, the earliest first.</summary>
    public Task<IReadOnlyList<UnsettledBatch>> UnsettledAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<UnsettledBatch>>(
            (reader, _) => CacheReader.All(
                reader.Prepare(
                    """
                    SELECT sent.batch_id, batch.status, coalesce(batch.successful + batch.failed, 0), batch.fetched_at, min(sent.sent_at), batch.completed_at
                    FROM resubmitted_batches AS sent LEFT JOIN batches AS batch ON batch.batch_id = sent.batch_id
                    WHERE sent.batch_id IS NOT NULL AND sent.settled_at IS NULL
                    GROUP BY sent.batch_id ORDER BY min(sent.sent_at), sent.batch_id
                    """),
                row => BatchId.TryParse(row.Text(0), out var id)
                    ? new UnsettledBatch(id, row.LongOrNull(3) is null ? null : row.Text(1), row.Long(2), StoredTime.At(row.LongOrNull(3)), StoredTime.At(row.LongOrNull(4)))
                    {
                        IsFinal = FinalStatus.Is(row.Text(1), row.LongOrNull(5) is not null),
                    }
                    : null).OfType<UnsettledBatch>().ToList(),
            cancellation);

    /// <summary>The files of a new batch that are not settled, in the order in which they were sent.</summary>
    public Task<IReadOnlyList<UnsettledFile>> UnsettledFilesAsync(BatchId id, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<UnsettledFile>>(
            (reader, _) => CacheReader.All(
                reader.Prepare("SELECT key, file_name FROM resubmitted_files WHERE batch_id = ?1 AND settled_at IS NULL ORDER BY key")
                    .Bind(1, id.Value),
                row => new UnsettledFile(row.Long(0), row.Text(1) ?? "")),
            cancellation);

    /// <summary>The batches that the files of a batch came from, through all generations.</summary>
    public Task<IReadOnlyList<BatchId>> SourcesAsync(BatchId id, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<BatchId>>((reader, _) => Sources(reader, id), cancellation);

    /// <summary>Writes what became of the files of a new batch, and that it is settled. What another process settled meanwhile stays.</summary>
    public Task SettleAsync(BatchId id, IReadOnlyList<SettledFile> files, CancellationToken cancellation) =>
        database.WriteAsync(
            (reader, _) =>
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                foreach (var file in files)
                {
                    reader.Prepare("UPDATE resubmitted_files SET job = ?2, outcome = ?3, settled_at = ?4 WHERE key = ?1 AND settled_at IS NULL")
                        .Bind(1, file.Key).Bind(2, file.Job).Bind(3, Stored(file.Outcome)).Bind(4, now).Run();
                }

                reader.Prepare("UPDATE resubmitted_batches SET settled_at = ?2 WHERE batch_id = ?1 AND settled_at IS NULL")
                    .Bind(1, id.Value).Bind(2, now).Run();
                return true;
            },
            cancellation);

    private static List<BatchId> Sources(CacheReader reader, BatchId id)
    {
        var sources = CacheReader.All(
            reader.Prepare(
                """
                WITH RECURSIVE source(id) AS (
                  SELECT source_batch_id FROM resubmitted_files WHERE batch_id = ?1
                  UNION
                  SELECT file.source_batch_id FROM source JOIN resubmitted_files AS file ON file.batch_id = source.id)
                SELECT id FROM source
                """).Bind(1, id.Value),
            row => BatchId.TryParse(row.Text(0), out var source) ? source : (BatchId?)null);
        return [.. sources.OfType<BatchId>()];
    }

    private static string Stored(SentOutcome outcome) => outcome switch
    {
        SentOutcome.Succeeded => "succeeded",
        SentOutcome.Failed => "failed",
        SentOutcome.Skipped => "skipped",
        SentOutcome.Lost => "lost",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A file that waits is not settled."),
    };
}
