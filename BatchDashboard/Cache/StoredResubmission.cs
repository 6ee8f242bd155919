namespace BatchDashboard.Cache;

/// <summary>Where a batch of a resubmission stands. The database has the words in lower case.</summary>
public enum NewBatchState
{
    Planned,
    Sending,
    Accepted,
    /// <summary>The API said no.</summary>
    Refused,
    /// <summary>It was sent, and nobody knows whether the API made a batch of it.</summary>
    Unknown,
    /// <summary>It broke off before it was whole: the API can have made nothing of it.</summary>
    Cancelled,
}

/// <summary>One act of sending corrected files.</summary>
/// <param name="Sources">The batches whose failed files were sent again.</param>
/// <param name="EndedAt">Null while a batch of it is still to be sent, on its way, or in doubt.</param>
public sealed record StoredResubmission(
    string Id,
    string? Collection,
    bool ForceOverwrite,
    string StartedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<string> Sources,
    IReadOnlyList<StoredNewBatch> Batches);

/// <param name="Number">1-based.</param>
/// <param name="BatchId">Null until the API has named it.</param>
/// <param name="Sentence">What happened, where there is something to tell.</param>
public sealed record StoredNewBatch(
    int Number, NewBatchState State, string? BatchId, string? Sentence, int Files, long Bytes, DateTimeOffset? SentAt)
{
    /// <summary>It can be sent, or planned anew and sent again, without anything being made twice.</summary>
    public bool CanBeSent => State is NewBatchState.Planned or NewBatchState.Refused or NewBatchState.Cancelled;
}

/// <summary>A file of a batch of a resubmission, and the failed job that it stands for.</summary>
public sealed record StoredNewFile(
    int BatchNumber, string SourceBatchId, string SourceJob, string? SourceName, string? ErrorCode, string? Verdict, string FileName, long SizeBytes);

/// <summary>What is to be sent. The batches are numbered from 1, in the order of <see cref="StoredNewFile.BatchNumber"/>.</summary>
public sealed record NewResubmission(string Id, string? Collection, bool ForceOverwrite, string StartedBy, IReadOnlyList<StoredNewFile> Files);
