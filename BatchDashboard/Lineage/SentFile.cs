using BatchDashboard.Wickson;

namespace BatchDashboard.Lineage;

/// <summary>A job by what outlives every copy of it.</summary>
/// <param name="Job">The job's key as it is in its URL.</param>
public sealed record JobAddress(BatchId Batch, string Job);

/// <summary>A file that was sent again: where it came from, and what became of it.</summary>
public sealed record SentFile
{
    public required JobAddress Source { get; init; }
    /// <summary>Null while the batch's name is not known here.</summary>
    public string? SourceTitle { get; init; }
    public string? SourceName { get; init; }
    public required string FileName { get; init; }
    /// <summary>The new batch.</summary>
    public required BatchId Batch { get; init; }
    public string? Title { get; init; }
    /// <summary>The new job's key; null until it is found.</summary>
    public string? Job { get; init; }
    public required SentOutcome Outcome { get; init; }
    public DateTimeOffset? SentAt { get; init; }
}
