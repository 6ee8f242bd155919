using System.Collections.Concurrent;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Where files that were sent again came from, and what became of them. Throws <see cref="CacheException"/>.</summary>
/// <remarks>
/// Who writes resubmissions changes a row of <c>resubmitted_batches</c> with every file that he touches, in the same
/// transaction. So a look at that table, a row for each 25 files, tells whether anything that was read before still
/// holds, whichever process wrote.
/// </remarks>
public sealed partial class LineageStore(CacheDatabase database, TimeProvider time)
{
    private const int MostKnown = 64;

    private Known _known = new(LineageStamp.None);

    /// <summary>What became of the failed jobs of a batch.</summary>
    public Task<BatchLineage> FindAsync(BatchId id, CancellationToken cancellation) =>
        database.ReadAsync((reader, _) => Find(reader, id), cancellation);

    /// <summary>The files that were sent for a job, and again for those, oldest first; at most a hundred.</summary>
    public Task<IReadOnlyList<SentFile>> DescendantsAsync(JobAddress job, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<SentFile>>((reader, _) => Files(reader, LineageSql.Descendants, job), cancellation);

    /// <summary>What a job is the corrected version of, and what that was, newest first; at most a hundred.</summary>
    public Task<IReadOnlyList<SentFile>> AncestorsAsync(JobAddress job, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<SentFile>>((reader, _) => Files(reader, LineageSql.Ancestors, job), cancellation);

    /// <summary>What was sent again of all batches, by batch and error code.</summary>
    public Task<IReadOnlyList<SentAgain>> SentAgainAsync(CancellationToken cancellation) => database.ReadAsync(
        (reader, _) =>
        {
            var known = Current(reader);
            return known.SentAgain ??= known.Stamp.HasSent ? LineageTotals.SentAgain(reader) : [];
        },
        cancellation);

    /// <summary>Files sent after each advice, by day.</summary>
    public Task<IReadOnlyList<AdviceDay>> AdviceDaysAsync(CancellationToken cancellation) => database.ReadAsync(
        (reader, _) =>
        {
            var known = Current(reader);
            return known.AdviceDays ??= known.Stamp.HasSent ? LineageTotals.AdviceDays(reader) : [];
        },
        cancellation);

    private BatchLineage Find(CacheReader reader, BatchId id)
    {
        var known = Current(reader);
        if (!known.Stamp.HasSent)
        {
            return BatchLineage.None;
        }

        if (known.Batches.TryGetValue(id, out var found))
        {
            return found;
        }

        if (known.Batches.Count >= MostKnown)
        {
            known.Batches.Clear();
        }

        return known.Batches[id] = LineageBuilder.Read(reader, id);
    }

    private Known Current(CacheReader reader)
    {
        var stamp = LineageStamp.Read(reader);
        var known = Volatile.Read(ref _known);
        if (known.Stamp != stamp)
        {
            known = new Known(stamp);
            Volatile.Write(ref _known, known);
        }

        return known;
    }

    private static List<SentFile> Files(CacheReader reader, string sql, JobAddress job) =>
        CacheReader.All(reader.Prepare(sql).Bind(1, job.Batch.Value).Bind(2, job.Job), File).OfType<SentFile>().ToList();

    private static SentFile? File(Statement row) =>
        BatchId.TryParse(row.Text(0), out var source) && BatchId.TryParse(row.Text(5), out var batch)
            ? new SentFile
            {
                Source = new JobAddress(source, row.Text(1) ?? ""),
                SourceTitle = row.Text(2),
                SourceName = row.Text(3),
                FileName = row.Text(4) ?? "",
                Batch = batch,
                Title = row.Text(6),
                Job = row.Text(7),
                Outcome = Outcome(row.Text(8)),
                SentAt = StoredTime.At(row.LongOrNull(9)),
            }
            : null;

    internal static SentOutcome Outcome(string? stored) => stored switch
    {
        "succeeded" => SentOutcome.Succeeded,
        "failed" => SentOutcome.Failed,
        "skipped" => SentOutcome.Skipped,
        "lost" => SentOutcome.Lost,
        _ => SentOutcome.Waiting,
    };

    private sealed class Known(LineageStamp stamp)
    {
        public LineageStamp Stamp { get; } = stamp;

        public ConcurrentDictionary<BatchId, BatchLineage> Batches { get; } = new();

        public IReadOnlyList<SentAgain>? SentAgain { get; set; }

        public IReadOnlyList<AdviceDay>? AdviceDays { get; set; }
    }
}
