using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>
    /// Stores saved pages in one transaction: all or, when it fails, none. Returns whether something of each set was stored; the
    /// others are here already, as new or newer.
    /// </summary>
    /// <param name="sets">Pages of one batch each, in one state of it; in the order in which they were saved, as far as that is known.</param>
    public async Task<IReadOnlyList<bool>> ImportAsync(IReadOnlyList<IReadOnlyList<SavedPage>> sets, CancellationToken cancellation)
    {
        var taken = await _database.WriteAsync<IReadOnlyList<bool>>(
            async (context, token) =>
            {
                var stored = new List<bool>();
                foreach (var set in sets)
                {
                    stored.Add(!await IsHereAsync(context, set, token));
                    foreach (var page in stored[^1] ? set : [])
                    {
                        if (await StoreAsync(context, page.Batch, page.Body, forSync: false, page.IsLast, token) is { } whole)
                        {
                            await FinishAsync(context, whole.Key, token);
                        }
                    }

                    // What was tracked is stored; a thousand batches more would slow each other down.
                    context.ChangeTracker.Clear();
                }

                return stored;
            },
            cancellation);
        await SweepAsync(cancellation);
        return taken;
    }

    // A file does not say when it was saved. But a batch that ended never runs again, one that runs never has fewer files
    // done, and a whole copy of one that ended is all that there will ever be of it.
    private static async Task<bool> IsHereAsync(DashboardContext context, IReadOnlyList<SavedPage> pages, CancellationToken cancellation)
    {
        var id = pages[0].Batch;
        var known = await context.Batches.AsNoTracking().SingleOrDefaultAsync(row => row.BatchId == id.Value, cancellation);
        if (known?.FetchedAt is null)
        {
            return false;
        }

        var saved = pages.Select(page => AnsweredFigures.Of(page.Body.Data.Value)).ToList();
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
            || (pages.Any(page => page.IsLast) && pages.Sum(page => page.Body.Data.Value?.JobResults.Value?.Count ?? 0) <= current.Jobs);
    }
}

/// <summary>One page of a saved file.</summary>
/// <param name="IsLast">The file has all pages of the batch, and this is the last.</param>
public sealed record SavedPage(BatchId Batch, ResultsBody Body, bool IsLast);
