using BatchDashboard.Cache;
using BatchDashboard.Sync;

namespace BatchDashboard.Results;

/// <summary>Says how true a copy is now.</summary>
public static class FreshnessBuilder
{
    /// <param name="progress">The copy under way, or how the last one ended; null in cache mode.</param>
    public static Freshness OfCopy(CachedBatch batch, SyncProgress? progress)
    {
        var snapshot = batch.Readable;
        var asOf = snapshot?.CompletedAt ?? batch.FetchedAt;
        if (progress is { IsActive: true })
        {
            return new Freshness(FreshnessKind.Copying, asOf)
            {
                Copied = progress.Copied,
                Total = progress.Total > 0 ? progress.Total : batch.Total,
                Waiting = progress.Obstacle is { } obstacle ? ProblemWords.Of(obstacle, batch.Id) : null,
                Pace = progress.State == SyncState.Queued
                    ? null
                    : new CopyPace(progress.RequestsSpent, progress.JobsPerSecond, progress.ExpectedEnd),
            };
        }

        var isWhole = snapshot is { IsComplete: true, IsShort: false };
        return new Freshness(isWhole ? FreshnessKind.Copy : FreshnessKind.PartialCopy, asOf)
        {
            Copied = snapshot?.Jobs ?? 0,
            Total = isWhole ? snapshot!.Jobs : snapshot is { ExpectedJobs: > 0 } ? snapshot.ExpectedJobs : batch.Total,
        };
    }
}
