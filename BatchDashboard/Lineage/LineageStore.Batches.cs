using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <content>What became of one batch.</content>
public sealed partial class LineageStore
{
    /// <summary>What became of the failed jobs of a batch.</summary>
    public Task<BatchLineage> FindAsync(BatchId id, CancellationToken cancellation) =>
        KeptAsync(id, (context, token) => ReadAsync(context, id, token), cancellation);

    private static async Task<BatchLineage> ReadAsync(DashboardContext context, BatchId id, CancellationToken cancellation)
    {
        var family = await FamilyAsync(context, id, cancellation);
        if (family.Count == 0)
        {
            return BatchLineage.None;
        }

        var files = context.Set<ResubmittedFile>();
        var batch = id.Value;
        var outcomes = new JobOutcomes(batch);
        await foreach (var file in files.Where(file => file.SourceBatchId == batch && file.BatchId != null).OrderBy(file => file.Key)
            .AsAsyncEnumerable().WithCancellation(cancellation))
        {
            outcomes.Add(file.SourceJob, file.ErrorCode, file);
        }

        // Most families end after one generation, and the recursion reads all their files once more.
        var sources = family.Select(edge => edge.Source).ToHashSet();
        if (family.Any(edge => edge.Source == id && sources.Contains(edge.Target)))
        {
            var later = LineageQueries.SentAfter(context, batch).Join(files, sent => sent.Key, file => file.Key, (sent, file) => new { sent.Root, sent.Code, File = file });
            await foreach (var sent in later.OrderBy(sent => sent.File.Key).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                outcomes.Add(sent.Root, sent.Code, sent.File);
            }
        }

        return outcomes.Lineage(family);
    }

    private static async Task<List<LineageEdge>> FamilyAsync(DashboardContext context, BatchId id, CancellationToken cancellation)
    {
        var batches = LineageQueries.Family(context, id.Value);
        var pairs = await context.Set<ResubmittedFile>()
            .Where(file => file.BatchId != null && batches.Contains(file.SourceBatchId))
            .GroupBy(file => new { file.SourceBatchId, file.BatchId })
            .OrderBy(pair => pair.Min(file => file.Key))
            .Select(pair => new
            {
                pair.Key.SourceBatchId,
                pair.Key.BatchId,
                Sent = pair.LongCount(),
                Succeeded = pair.LongCount(file => file.Outcome == SentOutcome.Succeeded),
                Failed = pair.LongCount(file => file.Outcome == SentOutcome.Failed),
                Skipped = pair.LongCount(file => file.Outcome == SentOutcome.Skipped),
                Lost = pair.LongCount(file => file.Outcome == SentOutcome.Lost),
                Resubmission = pair.Min(file => file.ResubmissionId),
            })
            .ToListAsync(cancellation);
        var edges = new List<LineageEdge>(pairs.Count);
        foreach (var pair in pairs)
        {
            if (BatchId.TryParse(pair.SourceBatchId, out var source) && BatchId.TryParse(pair.BatchId, out var target))
            {
                edges.Add(new LineageEdge(source, target, new SentCounts(pair.Sent, pair.Succeeded, pair.Failed, pair.Skipped, pair.Lost), pair.Resubmission!));
            }
        }

        return edges;
    }
}
