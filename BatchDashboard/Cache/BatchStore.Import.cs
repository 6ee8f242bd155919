using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary>
    /// Stores the pages of a saved file in one transaction: all or, when one fails, none. Returns the batches of which
    /// something was stored; the others are here already, as new as in the file or newer.
    /// </summary>
    public async Task<IReadOnlySet<BatchId>> ImportAsync(IReadOnlyList<SavedPage> pages, CancellationToken cancellation)
    {
        var stored = await _database.WriteAsync<IReadOnlySet<BatchId>>(
            async (context, token) =>
            {
                using var reader = CacheReader.Of(context);
                var taken = new HashSet<BatchId>();
                foreach (var batch in pages.GroupBy(page => page.Batch))
                {
                    if (!await IsHereAsync(context, batch.Key, batch.ToList(), token))
                    {
                        foreach (var page in batch)
                        {
                            if (await StoreAsync(context, reader, page.Batch, page.Body, forSync: false, page.IsLast, token) is { } whole)
                            {
                                await FinishAsync(context, whole.Key, token);
                            }
                        }

                        taken.Add(batch.Key);
                    }
                }

                return taken;
            },
            cancellation);
        await SweepAsync(cancellation);
        return stored;
    }

    // A file does not say when it was saved. But a batch that ended never runs again, one that runs never has fewer files
    // done, and a whole copy of one that ended is all that there will ever be of it.
    private static async Task<bool> IsHereAsync(CacheContext context, BatchId id, List<SavedPage> pages, CancellationToken cancellation)
    {
        var known = await context.Batches.AsNoTracking().SingleOrDefaultAsync(row => row.BatchId == id.Value, cancellation);
        if (known?.FetchedAt is null)
        {
            return false;
        }

        var saved = pages.ConvertAll(page => AnsweredFigures.Of(page.Body.Data.Value));
        if (!FinalStatus.Is(known.Status, known.CompletedAt is not null))
        {
            return saved.Exists(figures => !figures.IsFinal && figures.Counts.Succeeded + figures.Counts.Failed < known.Successful + known.Failed);
        }

        if (saved.Exists(figures => figures.Status is not null && !figures.IsFinal))
        {
            return true;
        }

        var current = await context.Snapshots.AsNoTracking()
            .SingleOrDefaultAsync(row => row.BatchKey == known.Key && row.CompletedAt != null, cancellation);
        if (current is null || !(current.BatchStatus == known.Status || FinalStatus.Is(current.BatchStatus, hasEnded: false)))
        {
            return false;
        }

        // A copy that lacks announced jobs can only be bettered by a file that has more of them.
        return current.Jobs >= current.ExpectedJobs
            || (pages.Exists(page => page.IsLast) && pages.Sum(page => page.Body.Data.Value?.JobResults.Value?.Count ?? 0) <= current.Jobs);
    }
}

/// <summary>One page of a saved file.</summary>
/// <param name="IsLast">The file has all pages of the batch, and this is the last.</param>
public sealed record SavedPage(BatchId Batch, ResultsBody Body, bool IsLast);
