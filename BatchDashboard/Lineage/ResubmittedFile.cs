namespace BatchDashboard.Lineage;

/// <summary>What became of a file that was sent again.</summary>
public enum SentOutcome
{
    /// <summary>The new batch has not ended, or its results are not here yet.</summary>
    Waiting,
    Succeeded,
    Failed,
    /// <summary>The new batch ended without an outcome for it: skipped as a duplicate, or cancelled before its turn.</summary>
    Skipped,
    /// <summary>Wickson does not know the new batch, so it will never be known.</summary>
    Lost,
}

/// <summary>A file of a batch of a resubmission, the failed job that it stands for, and what became of it.</summary>
/// <param name="SourceJob">The failed job's key as it is in its URL.</param>
/// <param name="Verdict">What the playbook said to do with the file when it was sent.</param>
public sealed record ResubmittedFile(
    int BatchNumber, string SourceBatchId, string SourceJob, string? SourceName, string? ErrorCode, string? Verdict, string FileName, long SizeBytes)
{
    /// <summary>0 until it is stored; grows in the order in which files are sent.</summary>
    public long Key { get; init; }

    public string ResubmissionId { get; init; } = "";

    /// <summary>The new batch; null until the API has named it.</summary>
    public string? BatchId { get; init; }

    /// <summary>The new job's key; null until it is found.</summary>
    public string? Job { get; init; }

    /// <summary>Null, never <see cref="SentOutcome.Waiting"/>, until it is known.</summary>
    public SentOutcome? Outcome { get; init; }

    public DateTimeOffset? SettledAt { get; init; }
}
