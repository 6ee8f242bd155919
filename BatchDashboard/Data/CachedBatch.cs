using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>A batch that this dashboard was shown, with the figures of the newest answer about it.</summary>
public sealed record CachedBatch
{
    public required BatchId Id { get; init; }
    public string? Name { get; init; }
    public string? Collection { get; init; }
    /// <summary>The API's own word; empty when it sent none.</summary>
    public required string Status { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public double? DurationSeconds { get; init; }
    public long Successful { get; init; }
    public long Failed { get; init; }
    public long Total { get; init; }
    public long? TotalBytes { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }
    /// <summary>When the newest answer came.</summary>
    public DateTimeOffset FetchedAt { get; init; }
    /// <summary>The complete copy that readers see.</summary>
    public Snapshot? Current { get; init; }
    /// <summary>The copy that is being filled; readers see it only while there is no complete one.</summary>
    public Snapshot? Filling { get; init; }

    public Snapshot? Readable => Current ?? Filling;

    public bool IsFinal => FinalStatus.Is(Status, CompletedAt is not null);

    /// <summary>
    /// True when a copy has every job that the API sends. Of a batch that is over these may be fewer than it counts: it would send
    /// the same again, so the copy is all there is until the API counts otherwise.
    /// </summary>
    public bool HasAllJobs => Current is { } copy && (!copy.IsShort || (IsFinal && copy.BatchStatus == Status && HasCountsOf(copy)));

    /// <summary>True when nothing that moves while a batch runs differs.</summary>
    public bool HasFiguresOf(CachedBatch other) =>
        (Status, Successful, Failed, Total) == (other.Status, other.Successful, other.Failed, other.Total);

    // What the API left out when the copy was made does not differ.
    private bool HasCountsOf(Snapshot copy) =>
        (copy.Successful ?? Successful, copy.Failed ?? Failed, copy.Total ?? Total) == (Successful, Failed, Total);
}

/// <summary>One consistent copy of a batch's results.</summary>
/// <param name="Key">The database's key.</param>
/// <param name="BatchStatus">The batch's status when the copy was made.</param>
/// <param name="Jobs">Rows stored.</param>
/// <param name="ExpectedJobs">Rows that the API announced.</param>
/// <param name="CompletedAt">Null while it fills.</param>
public sealed record Snapshot(
    long Key,
    string BatchStatus,
    long Jobs,
    long ExpectedJobs,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt)
{
    /// <summary>True when a sync was asked to copy the whole batch and has not ended: after a restart it goes on.</summary>
    public bool SyncWanted { get; init; }

    /// <summary>Rows that the API announced at first, when that changed while the copy was made.</summary>
    public long? FirstExpectedJobs { get; init; }

    /// <summary>The counts of the batch that the copy speaks of; null when the API sent none.</summary>
    public long? Successful { get; init; }
    public long? Failed { get; init; }
    public long? Total { get; init; }

    /// <summary>The rows stored, of those announced.</summary>
    public Portion Portion => new(Jobs, ExpectedJobs);

    /// <summary>All pages were asked for.</summary>
    public bool IsComplete => CompletedAt is not null;

    /// <summary>All pages were asked for, and they brought fewer jobs than the API announced.</summary>
    public bool IsShort => IsComplete && Jobs < ExpectedJobs;
}
