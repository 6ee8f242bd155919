using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>What a search over all copies found.</summary>
/// <param name="Text">What was looked for.</param>
public sealed record SearchResults(string Text)
{
    /// <summary>At most so many jobs are shown; who wants more looks into one batch.</summary>
    public const int MostJobs = 50;

    /// <summary>At most so many batches are shown; the list of batches has them all.</summary>
    public const int MaxBatches = 50;

    /// <summary>Batches whose name, id or collection matches, newest first.</summary>
    public IReadOnlyList<FoundBatch> Batches { get; init; } = [];

    /// <summary>Batches that match in all.</summary>
    public long TotalBatches { get; init; }

    /// <summary>Jobs that match, those of the newest batch first.</summary>
    public IReadOnlyList<FoundJob> Jobs { get; init; } = [];

    /// <summary>True when there may be more jobs than these.</summary>
    public bool HasMore { get; init; }

    /// <summary>Jobs that were looked through.</summary>
    public long SearchedJobs { get; init; }

    public long SearchedBatches { get; init; }

    /// <summary>Batches with jobs that are not copied, so that they could not be looked through in full.</summary>
    public long IncompleteBatches { get; init; }
}

public sealed record FoundBatch(BatchId Id, string Title, string? Collection, string Status, BatchState State, CompletionView Completion);

public sealed record FoundJob(JobRow Row, string BatchTitle);
