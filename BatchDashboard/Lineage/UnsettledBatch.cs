using BatchDashboard.Wickson;

namespace BatchDashboard.Lineage;

/// <summary>A new batch whose files have no stored outcome, with what is known of it here.</summary>
/// <param name="Status">The API's word; null for a batch that is not known yet.</param>
/// <param name="Done">Jobs with an outcome so far.</param>
/// <param name="AskedAt">When the API was last asked for it.</param>
/// <param name="SentAt">When it was sent; null where that was not kept.</param>
public sealed record UnsettledBatch(BatchId Id, string? Status, long Done, DateTimeOffset? AskedAt, DateTimeOffset? SentAt)
{
    /// <summary>The batch is over.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>A file to be found among the jobs of its new batch.</summary>
public sealed record UnsettledFile(long Key, string FileName);

/// <summary>What was found of it.</summary>
/// <param name="Job">The job's key; null when there is none.</param>
public sealed record SettledFile(long Key, string? Job, SentOutcome Outcome);
