namespace BatchDashboard.Lineage;

/// <summary>Where a batch of a resubmission is. The database has the names in lower case.</summary>
public enum ResubmittedBatchState
{
    Planned,
    Sending,
    Accepted,
    /// <summary>The API said no.</summary>
    Refused,
    /// <summary>It was sent, and nobody knows whether the API made a batch of it.</summary>
    Unknown,
    /// <summary>It broke off before it was complete: the API can have made nothing of it.</summary>
    Cancelled,
}

/// <summary>A batch of a resubmission.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Of all its files.</param>
public sealed record ResubmittedBatch(string ResubmissionId, int Number, ResubmittedBatchState State, int Files, long Bytes)
{
    /// <summary>The new batch; null until the API has named it.</summary>
    public string? BatchId { get; init; }

    /// <summary>What happened, in words; null when there is nothing to say.</summary>
    public string? Sentence { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the process that sends it last said so.</summary>
    public DateTimeOffset? AliveAt { get; init; }

    /// <summary>When the outcomes of its files were stored.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>It can be sent, or planned and sent again, without anything being made twice.</summary>
    public bool CanBeSent => State is ResubmittedBatchState.Planned or ResubmittedBatchState.Refused or ResubmittedBatchState.Cancelled;
}
