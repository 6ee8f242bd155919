using BatchDashboard.Data;

namespace BatchDashboard.Following;

/// <summary>What was seen of a batch over time.</summary>
/// <param name="Batch">As it was seen last.</param>
/// <param name="MovedAt">When an answer first brought the figures that it has now.</param>
/// <param name="OpenAt">When it was last known not to be final; null when it never was.</param>
public sealed record BatchSight(CachedBatch Batch, DateTimeOffset MovedAt, DateTimeOffset? OpenAt)
{
    // The clock of the API may be behind this one.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // Somebody who opens a batch that ended today wants to be told of it; one of last month is history.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>How long the figures have stood still while the API was asked: no answer is no standstill.</summary>
    public TimeSpan StillFor => Batch.FetchedAt - MovedAt;

    public static BatchSight First(CachedBatch batch, DateTimeOffset now) =>
        new(batch, batch.FetchedAt, batch.IsFinal ? null : now);

    public BatchSight Then(CachedBatch batch, DateTimeOffset now) => new(
        batch,
        batch.HasFiguresOf(Batch) ? MovedAt : batch.FetchedAt,
        batch.IsFinal ? OpenAt : now);

    /// <summary>False for a batch that was over and done with before the rule looked for it, or before a time.</summary>
    public bool IsNews(FollowRule rule, DateTimeOffset before)
    {
        if (!Batch.IsFinal)
        {
            return true;
        }

        var ended = Batch.CompletedAt ?? Batch.FetchedAt;
        if (ended < before)
        {
            return false;
        }

        return OpenAt >= rule.Since || ended >= rule.Since - (Batch.FirstSeenAt >= rule.Since ? Recent : Skew);
    }
}
