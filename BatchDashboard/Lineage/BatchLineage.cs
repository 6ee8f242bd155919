using BatchDashboard.Wickson;

namespace BatchDashboard.Lineage;

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

/// <summary>Where the files of a new batch came from.</summary>
/// <param name="First">The batch of its first file.</param>
/// <param name="Batches">From how many batches they came.</param>
public sealed record BatchOrigin(BatchId First, long Batches);

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

    /// <summary>The keys of failed jobs that are not fixed and whose corrected file failed too.</summary>
    public IReadOnlySet<string> FailedAgain { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Failed jobs that were sent again: each counts once, and with the best that its descendants came to.</summary>
    public SentCounts Jobs { get; init; } = SentCounts.None;

    /// <summary>Acts of sending that files of this batch took part in, through all generations.</summary>
    public int Resubmissions { get; init; }

    /// <summary>All batches that are related to it through files, as edges in the order of sending; empty for a batch without relatives.</summary>
    public IReadOnlyList<LineageEdge> Family { get; init; } = [];
}
