using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>A batch with one page of its jobs.</summary>
public sealed record BatchPage(BatchView Batch, JobPage Jobs);

/// <summary>The state of a batch. The last three never change again.</summary>
public enum BatchState
{
    /// <summary>A status that the reference does not name; <see cref="BatchView.Status"/> has the word.</summary>
    Unknown,
    Created,
    Running,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>All that the batch page shows beside the grid.</summary>
public sealed record BatchView
{
    public required BatchId Id { get; init; }
    public string? Name { get; init; }
    public string? Collection { get; init; }
    /// <summary>The API's own word.</summary>
    public required string Status { get; init; }
    public required BatchState State { get; init; }
    public required TimelineView Timeline { get; init; }
    public required CompletionView Completion { get; init; }
    /// <summary>Processed items by media type, failures included; most frequent first.</summary>
    public required IReadOnlyList<NamedCount> MediaTypes { get; init; }
    /// <summary>Media items that were created, as the API counts them.</summary>
    public long? CreatedMediaItems { get; init; }
    /// <summary>Ids of the media items that were created.</summary>
    public CreatedMediaView Media { get; init; } = CreatedMediaView.None;
    /// <summary>Of the API's answer that is shown, for a support ticket; null when it has none.</summary>
    public string? RequestId { get; init; }
    /// <summary>What that answer says of itself.</summary>
    public string? ApiMessage { get; init; }
    public required SizeView Size { get; init; }
    /// <summary>Most frequent first.</summary>
    public required IReadOnlyList<ErrorGroupView> Errors { get; init; }
    public required Freshness Freshness { get; init; }
    /// <summary>Where the API disagrees with itself, one sentence each.</summary>
    public required IReadOnlyList<string> Discrepancies { get; init; }
    /// <summary>What the API says of the batch beside what the copied rows say; empty until all of them are copied.</summary>
    public IReadOnlyList<ReconciledCount> Reconciled { get; init; } = [];
    /// <summary>API requests that a full refresh costs; 0 in cache mode.</summary>
    public int RefreshCost { get; init; }
    /// <summary>API requests that copying all jobs costs; 0 when they are all here, and in cache mode.</summary>
    public int CopyCost { get; init; }
    /// <summary>What resubmissions made of it; null when it has nothing to do with any.</summary>
    public BatchLineageView? Lineage { get; init; }
    /// <summary>What it is called instead where the API gave no name and it was sent from here; null otherwise.</summary>
    public string? Origin { get; init; }

    public bool IsFinal => FinalStatus.Is(Status, Timeline.CompletedAt is not null);
    public string Title => BatchTitle.Of(Id, Name, Origin);
}

public sealed record NamedCount(string Name, long Count);

/// <summary>One number that is known twice. Null: that side does not tell it.</summary>
/// <param name="Group">What kind of number it is: "Summary", "Error code", "Media type".</param>
public sealed record ReconciledCount(string Group, string Name, long? Announced, long? Copied)
{
    public bool Agrees => Announced is null || Copied is null || Announced == Copied;
}

public sealed record TimelineView(
    DateTimeOffset? CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    TimeSpan? Total)
{
    /// <summary>From created to started.</summary>
    public TimeSpan? Waiting { get; init; }
    /// <summary>From started to completed, or until now while it runs.</summary>
    public TimeSpan? Working { get; init; }
    public double? FilesPerMinute { get; init; }
    /// <summary>When a running batch is expected to end, at its pace so far.</summary>
    public DateTimeOffset? ExpectedEnd { get; init; }
}

/// <summary>Counts of items; <see cref="Percent"/> is that of <see cref="BatchCounts.Percent"/>.</summary>
public sealed record CompletionView(long Succeeded, long Failed, long Total, double? Percent)
{
    /// <summary>Items with no outcome yet.</summary>
    public long Waiting => Math.Max(0, Total - Succeeded - Failed);
}

/// <summary>File sizes in bytes. The largest needs the jobs, so it is null until the batch is copied; until then the mean is of the processed items.</summary>
public sealed record SizeView(long? TotalBytes, long? MeanBytes, long? LargestBytes, string? LargestFile, string? LargestJob)
{
    /// <summary>The API wrote the total only in MB, which it rounds.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>The total in MB as the API wrote it, which it rounds in its own way; null when it wrote none.</summary>
    public double? ReportedMegabytes { get; init; }

    /// <summary>Says that the API wrote another size in MB than in bytes; null when the two agree.</summary>
    public string? OtherMegabytes => Reconciliation.Size((TotalBytes, ReportedMegabytes));
}

/// <summary>One kind of error in one batch.</summary>
public sealed record ErrorGroupView
{
    /// <summary>As the API wrote it, e.g. <c>format_error</c>; "unknown" for failures without a code.</summary>
    public required string ErrorType { get; init; }
    public required long Count { get; init; }
    /// <summary>Share of all failures, 0 to 1.</summary>
    public double? Share { get; init; }
    /// <summary>The API's own advice, word for word.</summary>
    public string? Resolution { get; init; }
    /// <summary>Some of the files: the API's sample, or the first of the jobs.</summary>
    public required IReadOnlyList<AffectedFile> AffectedFiles { get; init; }
    /// <summary>File endings among the affected jobs that are copied, most frequent first.</summary>
    public IReadOnlyList<NamedCount> Formats { get; init; } = [];
    /// <summary>What the errors' details say of the files' formats, most frequent first; empty when they say nothing.</summary>
    public IReadOnlyList<RefusedFormat> Refused { get; init; } = [];
    public long? SmallestBytes { get; init; }
    public long? LargestBytes { get; init; }
    /// <summary>Files that were sent again and succeeded.</summary>
    public long Fixed { get; init; }
    public long StillFailing => Count - Fixed;
    /// <summary>What operators said of it; null for nothing.</summary>
    public TriageEntry? Triage { get; init; }
}

/// <summary>A file name, and the job's key when the job is known.</summary>
public sealed record AffectedFile(string FileName, string? JobKey);

/// <summary>How true the shown data is now.</summary>
public sealed record Freshness(FreshnessKind Kind, DateTimeOffset AsOf)
{
    /// <summary>Jobs in the copy so far, of those that there are to copy.</summary>
    public Portion Jobs { get; init; }
    public long Copied => Jobs.Done;
    public long Total => Jobs.All;
    /// <summary>What the API counts where it sends fewer, of a copy that has all it sends; null otherwise.</summary>
    public long? Counted { get; init; }
    /// <summary>Why the copy under way waits, e.g. a rate limit; null while it works.</summary>
    public Problem? Waiting { get; init; }
    /// <summary>The copy under way at work; null when none is.</summary>
    public CopyPace? Pace { get; init; }
}

/// <summary>How fast a copy is.</summary>
/// <param name="Requests">API requests that it has spent.</param>
/// <param name="JobsPerSecond">Null until it is known.</param>
/// <param name="ExpectedEnd">At this pace and with the requests that are left; null until it is known.</param>
public sealed record CopyPace(int Requests, double? JobsPerSecond, DateTimeOffset? ExpectedEnd);

public enum FreshnessKind
{
    /// <summary>Just read from the API.</summary>
    Live,
    /// <summary>A copy of all that the API sends.</summary>
    Copy,
    /// <summary>Some pages were seen; nothing fetches the rest.</summary>
    PartialCopy,
    /// <summary>The rest is being fetched now.</summary>
    Copying,
}

/// <summary>A page of the list of batches, and what there is around it.</summary>
/// <param name="Items">The batches of the page, in order.</param>
public sealed record BatchList(IReadOnlyList<BatchListItem> Items)
{
    /// <summary>What was answered: the page is one that there is, and values are spelled as the batches have them.</summary>
    public BatchListQuery Query { get; init; } = new();
    /// <summary>Which of the batches that match are shown.</summary>
    public PageRange Range { get; init; } = PageRange.Of(1, BatchListQuery.DefaultPageSize, Items.Count);
    /// <summary>All batches.</summary>
    public long Known { get; init; } = Items.Count;
    /// <summary>Statuses, each with the batches that match everything else; most frequent first.</summary>
    public IReadOnlyList<FilterOption> Statuses { get; init; } = [];
    /// <summary>Collections of all batches, most frequent first; the first hundreds.</summary>
    public IReadOnlyList<NamedCount> Collections { get; init; } = [];
    /// <summary>Over the period and the collection of the query.</summary>
    public OutcomeFigures Figures { get; init; } = OutcomeFigures.Of([]);
    /// <summary>What was corrected, e.g. "There are 4 pages: this is the last."</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
    /// <summary>Of batches that are not in the list yet; null when there are none.</summary>
    public LookupProgress? Lookups { get; init; }
}

public sealed record BatchListItem
{
    public required BatchId Id { get; init; }
    public string? Name { get; init; }
    public string? Collection { get; init; }
    public required string Status { get; init; }
    public required BatchState State { get; init; }
    public required CompletionView Completion { get; init; }
    public long? TotalBytes { get; init; }
    public TimeSpan? Duration { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public DateTimeOffset? ExpectedEnd { get; init; }
    public required Freshness Freshness { get; init; }
    /// <summary>Failed files that were sent again and succeeded.</summary>
    public long Fixed { get; init; }
    /// <summary>Failed files whose corrected version failed too: over all batches they count where that one is.</summary>
    public long FailedAgain { get; init; }
    /// <summary>What it is called instead where the API gave no name and it was sent from here; null otherwise.</summary>
    public string? Origin { get; init; }
    public bool IsFinal => FinalStatus.Is(Status, CompletedAt is not null);
    public string Title => BatchTitle.Of(Id, Name, Origin);
}

/// <summary>What became of one id that was opened.</summary>
public sealed record OpenedBatch(BatchId Id, Problem? Problem);
