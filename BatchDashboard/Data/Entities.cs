using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

// Rows as they stand in the database. Times are Unix milliseconds in UTC, durations milliseconds. Those of batches and jobs
// are numbers here, too: lists group and sort by what is calculated from them, which no database does with a time alike.

internal sealed class BatchRow
{
    public int Key { get; set; }
    public required string BatchId { get; set; }
    public string? Name { get; set; }
    public string? Collection { get; set; }
    public string Status { get; set; } = "";
    public long? CreatedAt { get; set; }
    public long? StartedAt { get; set; }
    public long? CompletedAt { get; set; }
    public long? Duration { get; set; }
    public long Successful { get; set; }
    public long Failed { get; set; }
    public long Total { get; set; }
    public long? TotalBytes { get; set; }
    public long FirstSeenAt { get; set; }
    /// <summary>Null until the API has answered: a copy can be wanted before.</summary>
    public long? FetchedAt { get; set; }
    /// <summary>Title, id and collection, folded (<see cref="StoredText.Fold"/>), a line each: what search looks through, and the order by name.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>When it was created, or else first seen: the order of the list.</summary>
    public long ListedAt { get; set; }
    /// <summary>When it ended, or else began: the day on which it counts.</summary>
    public long HappenedAt { get; set; }
    /// <summary>It is over and never changes again (<see cref="FinalStatus"/>).</summary>
    public bool IsFinal { get; set; }
    /// <summary>Failed files that no error type counts yet (<see cref="BatchErrors"/>).</summary>
    public long UnknownErrors { get; set; }

    /// <summary>Brings what follows from the other columns up to date.</summary>
    /// <param name="title">See <see cref="BatchTitle"/>.</param>
    public void Derive(string title)
    {
        SearchText = string.Join('\n', new[] { title, BatchId, Collection ?? "" }.Select(StoredText.Fold));
        ListedAt = CreatedAt ?? FirstSeenAt;
        HappenedAt = CompletedAt ?? StartedAt ?? CreatedAt ?? FirstSeenAt;
        IsFinal = FinalStatus.Is(Status, CompletedAt is not null);
    }
}

/// <summary>A copy of a batch. With a completion time it is the current one, without it the one that fills; at most one of each.</summary>
internal sealed class SnapshotRow
{
    /// <summary>Never used twice: a reader with an old key finds nothing rather than another batch.</summary>
    public long Key { get; set; }
    public int BatchKey { get; set; }
    public string BatchStatus { get; set; } = "";
    /// <summary>The counts of the batch that the copy speaks of; null when the API sent none.</summary>
    public long? Successful { get; set; }
    public long? Failed { get; set; }
    public long? Total { get; set; }
    public long Jobs { get; set; }
    public long ExpectedJobs { get; set; }
    public long StartedAt { get; set; }
    public long? CompletedAt { get; set; }
    public bool SyncWanted { get; set; }
    /// <summary>What was announced at first, when that changed since; null while it did not.</summary>
    public long? FirstExpected { get; set; }
    /// <summary>Changes with every change of the rows.</summary>
    public long Revision { get; set; }
    /// <summary>What is known of all jobs together, as JSON; null until they are all here.</summary>
    public string? Facts { get; set; }
    /// <summary>The newest body without its jobs, as JSON.</summary>
    public string? Header { get; set; }
}

/// <summary>A <see cref="JobGroup"/> as it is stored.</summary>
internal sealed class JobGroupRow
{
    public long SnapshotKey { get; set; }
    public int Number { get; set; }
    public string? Status { get; set; }
    public string? MediaType { get; set; }
    public string? ErrorCode { get; set; }
    public long Jobs { get; set; }
    public byte[]? Sizes { get; set; }
    public byte[]? Durations { get; set; }
}

/// <summary>A snapshot that is gone, and whose rows are removed a few at a time.</summary>
internal sealed class DroppedSnapshotRow
{
    public long Key { get; set; }
}

internal sealed class MediaRow
{
    public required string MediaId { get; set; }
    public required string Body { get; set; }
    public DateTimeOffset FetchedAt { get; set; }
}

/// <summary>Who copies a batch now, of all processes on this database.</summary>
internal sealed class CopyLeaseRow
{
    public required string BatchId { get; set; }
    public required string Owner { get; set; }
    /// <summary>By <see cref="Database.NowAsync"/>.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
