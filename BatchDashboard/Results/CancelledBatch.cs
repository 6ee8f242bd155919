using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>A batch that the API confirmed to be cancelled.</summary>
/// <param name="PreviousState">The API's word; null when it was not told.</param>
/// <param name="At">When, as the API tells it; null when it was not told.</param>
public sealed record CancelledBatch(BatchId Id, string? PreviousState, DateTimeOffset? At);
