namespace BatchDashboard.Cache;

// What operators add. It names batches and jobs by the API's ids, never by the keys of a copy, so that it outlives every
// refresh, resync and purge of the copy it speaks of. Times are Unix milliseconds in UTC.

/// <summary>One act of sending corrected files: one batch or several.</summary>
internal sealed class ResubmissionRow
{
    public required string ResubmissionId { get; set; }
    public string? Collection { get; set; }
    public bool ForceOverwrite { get; set; }
    public required string StartedBy { get; set; }
    public long StartedAt { get; set; }
    /// <summary>Null while it is under way.</summary>
    public long? EndedAt { get; set; }
}

/// <summary>One batch of a resubmission.</summary>
internal sealed class ResubmittedBatchRow
{
    public required string ResubmissionId { get; set; }
    /// <summary>1-based.</summary>
    public int Number { get; set; }
    /// <summary>The new batch; null until the API has named it.</summary>
    public string? BatchId { get; set; }
    /// <summary>"planned", "sending", "accepted", "refused", "unknown" or "cancelled".</summary>
    public required string State { get; set; }
    /// <summary>What happened, in words, where there is something to tell.</summary>
    public string? Sentence { get; set; }
    public int Files { get; set; }
    public long Bytes { get; set; }
    public long? SentAt { get; set; }
    /// <summary>When the process that sends it last said so.</summary>
    public long? AliveAt { get; set; }
    /// <summary>When the new batch was seen final, and its files settled.</summary>
    public long? SettledAt { get; set; }
}

/// <summary>A file that was sent again: its ancestor, and what became of it.</summary>
internal sealed class ResubmittedFileRow
{
    public long Key { get; set; }
    public required string ResubmissionId { get; set; }
    public int BatchNumber { get; set; }
    public required string SourceBatchId { get; set; }
    /// <summary>The failed job's key as it stands in its URL.</summary>
    public required string SourceJob { get; set; }
    public string? SourceName { get; set; }
    public string? ErrorCode { get; set; }
    /// <summary>What the playbook said to do with the file when it was sent.</summary>
    public string? Verdict { get; set; }
    public required string FileName { get; set; }
    public long SizeBytes { get; set; }
    /// <summary>The new batch; null until the API has named it.</summary>
    public string? BatchId { get; set; }
    /// <summary>The new job's key; null until it is found.</summary>
    public string? Job { get; set; }
    /// <summary>
    /// "succeeded", "failed", "skipped" or "lost"; null until it is known. Skipped: the new batch ended and no job of it has
    /// the file's name and an outcome. Wickson skipped it as a duplicate, or the batch was cancelled before its turn. Lost:
    /// Wickson does not know the new batch.
    /// </summary>
    public string? Outcome { get; set; }
    public long? SettledAt { get; set; }
}
