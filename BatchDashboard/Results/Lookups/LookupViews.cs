using BatchDashboard.Wickson;

namespace BatchDashboard.Results.Lookups;

/// <summary>What looking up some pasted batches would do.</summary>
/// <param name="New">To be looked up, one request each.</param>
/// <param name="Here">Known already.</param>
/// <param name="Waiting">Those of the new ones that are in the queue already.</param>
/// <param name="Others">Batches in the queue that are not among these; they come after them.</param>
public sealed record LookupPlan(IReadOnlyList<BatchId> New, IReadOnlyList<BatchId> Here, int Waiting, int Others);

/// <summary>How far the queue is. Only there is one while something waits or has failed.</summary>
/// <param name="Total">All that were queued, those that are here or failed by now included.</param>
/// <param name="Waiting">Still to be looked up.</param>
/// <param name="Failed">What could not be looked up and was not dismissed.</param>
/// <param name="Obstacle">What holds the queue up; null while it goes on, or waits for requests alone.</param>
public sealed record LookupProgress(int Total, int Waiting, IReadOnlyList<FailedLookup> Failed, Problem? Obstacle)
{
    public int NotFound => Failed.Count(failed => failed.IsNotFound);
}

/// <param name="Reason">A sentence.</param>
public sealed record FailedLookup(BatchId Id, string Reason, bool IsNotFound);
