using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

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
                Jobs = new Portion(progress.Copied, progress.Total > 0 ? progress.Total : batch.Total),
                Waiting = progress.Obstacle is { } obstacle ? ProblemWords.Of(obstacle, batch.Id) : null,
                Pace = progress.State == SyncState.Queued
                    ? null
                    : new CopyPace(progress.RequestsSpent, progress.JobsPerSecond, progress.ExpectedEnd),
            };
        }

        return batch is { HasAllJobs: true, Current: { } whole }
            ? new Freshness(FreshnessKind.Copy, asOf) { Jobs = new Portion(whole.Jobs, whole.Jobs), Counted = whole.IsShort ? whole.ExpectedJobs : null }
            : new Freshness(FreshnessKind.PartialCopy, asOf)
            {
                Jobs = new Portion(snapshot?.Jobs ?? 0, snapshot is { ExpectedJobs: > 0 } ? snapshot.ExpectedJobs : batch.Total),
            };
    }
}
