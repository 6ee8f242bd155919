using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <content>How the outcome of files that were sent again becomes known.</content>
public sealed partial class LineageStore
{
    /// <summary>New batches that were accepted and whose files have no stored outcome, the earliest first.</summary>
    public Task<IReadOnlyList<UnsettledBatch>> UnsettledAsync(CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<UnsettledBatch>>(
            async (context, token) =>
            {
                var sent = await context.Set<ResubmittedBatch>()
                    .Where(batch => batch.BatchId != null && batch.SettledAt == null)
                    .GroupBy(batch => batch.BatchId)
                    .Select(batch => new { Id = batch.Key, SentAt = batch.Min(one => one.SentAt) })
                    .LeftJoin(context.Batches, batch => batch.Id, known => known.BatchId, (batch, known) => new { batch.Id, batch.SentAt, Known = known })
                    .ToListAsync(token);
                return
                [
                    .. sent.OrderBy(batch => batch.SentAt).ThenBy(batch => batch.Id, StringComparer.Ordinal)
                        .Select(batch => BatchId.TryParse(batch.Id, out var id) ? Unsettled(id, batch.SentAt, batch.Known) : null)
                        .OfType<UnsettledBatch>(),
                ];
            },
            cancellation);

    /// <summary>The files of a new batch that have no stored outcome, in the order in which they were sent.</summary>
    public Task<List<UnsettledFile>> UnsettledFilesAsync(BatchId id, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) =>
        {
            var batch = id.Value;
            return context.Set<ResubmittedFile>()
                .Where(file => file.BatchId == batch && file.SettledAt == null)
                .OrderBy(file => file.Key)
                .Select(file => new UnsettledFile(file.Key, file.FileName))
                .ToListAsync(token);
        },
        cancellation);

    /// <summary>The batches that the files of a batch came from, through all generations.</summary>
    public Task<IReadOnlyList<BatchId>> SourcesAsync(BatchId id, CancellationToken cancellation) => _database.ReadAsync<IReadOnlyList<BatchId>>(
        async (context, token) =>
        {
            var sources = await LineageQueries.Sources(context, id.Value).ToListAsync(token);
            return [.. sources.Select(source => BatchId.TryParse(source, out var batch) ? batch : (BatchId?)null).OfType<BatchId>()];
        },
        cancellation);

    /// <summary>Stores what became of the files of a new batch, and that it is settled. What another process settled meanwhile stays.</summary>
    /// <exception cref="ArgumentException">A file still waits.</exception>
    public Task SettleAsync(BatchId id, IReadOnlyList<SettledFile> files, CancellationToken cancellation)
    {
        if (files.Any(file => file.Outcome == SentOutcome.Waiting))
        {
            throw new ArgumentException("A file that waits is not settled.", nameof(files));
        }

        return _database.WriteAsync(
            async (context, token) =>
            {
                var (batch, now) = (id.Value, _time.GetUtcNow());
                foreach (var settled in files)
                {
                    await context.Set<ResubmittedFile>().Where(file => file.Key == settled.Key && file.SettledAt == null).ExecuteUpdateAsync(
                        row => row
                            .SetProperty(file => file.Job, settled.Job)
                            .SetProperty(file => file.Outcome, settled.Outcome)
                            .SetProperty(file => file.SettledAt, now),
                        token);
                }

                return await context.Set<ResubmittedBatch>().Where(one => one.BatchId == batch && one.SettledAt == null)
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.SettledAt, now), token);
            },
            cancellation);
    }

    // A batch of which the API has not answered yet is not known.
    private static UnsettledBatch Unsettled(BatchId id, DateTimeOffset? sentAt, BatchRow? known) => known?.FetchedAt is not { } fetchedAt
        ? new UnsettledBatch(id, null, 0, null, sentAt)
        : new UnsettledBatch(id, known.Status, known.Successful + known.Failed, StoredTime.At(fetchedAt), sentAt)
        {
            IsFinal = FinalStatus.Is(known.Status, known.CompletedAt is not null),
        };
}
