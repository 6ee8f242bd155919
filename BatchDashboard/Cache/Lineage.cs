using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

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

/// <summary>A job by what outlives every copy of it.</summary>
/// <param name="Job">The job's key as it stands in its URL.</param>
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

/// <summary>How many files were sent, and what became of them.</summary>
public sealed record SentCounts(long Sent, long Succeeded, long Failed, long Skipped, long Lost = 0)
{
    public static SentCounts None { get; } = new(0, 0, 0, 0);

    public long Waiting => Sent - Succeeded - Failed - Skipped - Lost;

    public static SentCounts operator +(SentCounts one, SentCounts other) => new(
        one.Sent + other.Sent, one.Succeeded + other.Succeeded, one.Failed + other.Failed, one.Skipped + other.Skipped, one.Lost + other.Lost);
}

/// <summary>Files of one batch that were sent again in another.</summary>
/// <param name="Resubmission">The act of sending that made the other.</param>
public sealed record LineageEdge(BatchId Source, BatchId Target, SentCounts Files, string Resubmission);

/// <summary>What became of the failed jobs of one batch, through all resubmissions.</summary>
public sealed record BatchLineage
{
    public static BatchLineage None { get; } = new();

    /// <summary>The keys of failed jobs of which a descendant succeeded, with that descendant: A failed, was sent as B, which failed, was sent as C, which succeeded: A is fixed by C.</summary>
    public IReadOnlyDictionary<string, JobAddress> Fixed { get; init; } = new Dictionary<string, JobAddress>(StringComparer.Ordinal);

    /// <summary>Those keys alone.</summary>
    public IReadOnlySet<string> FixedJobs { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Fixed jobs by the error code that they failed with; "" for none.</summary>
    public IReadOnlyDictionary<string, long> FixedByCode { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Failed jobs that were sent again: each counts once, and with the best that its descendants came to.</summary>
    public SentCounts Jobs { get; init; } = SentCounts.None;

    /// <summary>Acts of sending that files of this batch took part in, through all generations.</summary>
    public int Resubmissions { get; init; }

    /// <summary>All batches that are related to it through files, as edges; empty for a batch without relatives.</summary>
    public IReadOnlyList<LineageEdge> Family { get; init; } = [];
}

/// <summary>Where the files of a new batch came from.</summary>
/// <param name="First">The batch of its first file.</param>
/// <param name="Batches">From how many batches they came.</param>
public sealed record BatchOrigin(BatchId First, long Batches);

/// <summary>What was sent again of one error code of one batch.</summary>
/// <param name="Code">"" for failures without a code.</param>
/// <param name="Fixed">Failed jobs of which a descendant succeeded.</param>
/// <param name="FailedAgain">Failed jobs that are not fixed and whose corrected file failed too: where all batches are counted, the file is counted there.</param>
public sealed record SentAgain(BatchId Batch, string Code, long Fixed, long FailedAgain);

/// <summary>Files that were sent on one day (UTC) after one advice.</summary>
/// <param name="Code">"" for failures without a code.</param>
/// <param name="Verdict">What the playbook said to do; empty when that was not kept.</param>
public sealed record AdviceDay(string Code, string Verdict, DateOnly Day, SentCounts Files);

/// <summary>A new batch whose files are not settled, with what is known of it here.</summary>
/// <param name="Status">The API's word; null for a batch that is not known yet.</param>
/// <param name="Done">Jobs with an outcome so far.</param>
/// <param name="AskedAt">When the API told of it last.</param>
/// <param name="SentAt">When it was sent; null where that was not kept.</param>
public sealed record UnsettledBatch(BatchId Id, string? Status, long Done, DateTimeOffset? AskedAt, DateTimeOffset? SentAt)
{
    /// <summary>The batch is over.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>A file that is to be found among the jobs of its new batch.</summary>
public sealed record UnsettledFile(long Key, string FileName);

/// <summary>What was found of it.</summary>
/// <param name="Job">The job's key; null when there is none.</param>
public sealed record SettledFile(long Key, string? Job, SentOutcome Outcome);
