using System.Text.Json;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>A page of jobs. Indexes are 1-based; both are 0 when there are no rows.</summary>
public sealed record JobPage
{
    /// <summary>The query that was answered, which may be a corrected form of the one asked.</summary>
    public required JobQuery Query { get; init; }
    public required IReadOnlyList<JobRow> Rows { get; init; }
    /// <summary>Jobs that match the query.</summary>
    public required long Total { get; init; }
    public required long First { get; init; }
    public required long Last { get; init; }
    public required int PageCount { get; init; }
    public PageRange Range => new(Query.Page, Query.PageSize, Total, First, Last, PageCount);
    /// <summary>What the query's message pattern says; null without one, or when no failure here has it.</summary>
    public string? PatternText { get; init; }
    /// <summary>What was corrected, e.g. "There are 4 pages: this is the last."</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
    /// <summary>
    /// What the filters offer. Counts are of the jobs that match the rest of the query, each filter without its own
    /// values; null while they are not known.
    /// </summary>
    public required FilterOptions Options { get; init; }
    /// <summary>File sizes in bytes of the jobs that match; null while they are not known.</summary>
    public Distribution? Sizes { get; init; }
    /// <summary>Processing times in milliseconds of the jobs that match; null while they are not known.</summary>
    public Distribution? Durations { get; init; }
    /// <summary>True while the matches are only those among the jobs copied so far.</summary>
    public bool IsPartial { get; init; }
}

public sealed record FilterOptions(
    IReadOnlyList<FilterOption> Statuses,
    IReadOnlyList<FilterOption> MediaTypes,
    IReadOnlyList<FilterOption> ErrorCodes);

public sealed record FilterOption(string Value, long? Count);

/// <summary>How values spread: bins in ascending order, without the empty ones at both ends.</summary>
/// <param name="Unknown">Jobs without a value.</param>
public sealed record Distribution(IReadOnlyList<DistributionBin> Bins, long Unknown)
{
    public long Count => Bins.Sum(bin => bin.Count);
}

/// <summary>Jobs with a value in [<paramref name="From"/>, <paramref name="To"/>).</summary>
public sealed record DistributionBin(long From, long To, long Count);

public enum JobOutcome
{
    /// <summary>A status that the reference does not name.</summary>
    Unknown,
    Succeeded,
    Failed,
    Processed,
}

/// <summary>One row of the grid.</summary>
public sealed record JobRow
{
    public required BatchId BatchId { get; init; }
    /// <summary>1-based place in the API's order.</summary>
    public required long Number { get; init; }
    /// <summary>What stands in the job page's URL: the job id, or <c>row-N</c> for a job without one.</summary>
    public required string Key { get; init; }
    public string? JobId { get; init; }
    public string? FileName { get; init; }
    public string? MediaType { get; init; }
    /// <summary>The API's own word.</summary>
    public string? Status { get; init; }
    public required JobOutcome Outcome { get; init; }
    public long? SizeBytes { get; init; }
    /// <summary>The API wrote no size in bytes that can be true, only megabytes, which it rounds.</summary>
    public bool IsSizeApproximate { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public TimeSpan? Duration { get; init; }
    public string? MediaId { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    /// <summary>The job that succeeded when the file of this failed one was sent again.</summary>
    public JobAddress? FixedBy { get; init; }
    /// <summary>What operators said of the job, or else of its error type; null for nothing.</summary>
    public TriageMark? Triage { get; init; }
}

/// <summary>The job page.</summary>
public sealed record JobDetail
{
    public required JobRow Row { get; init; }
    public required string BatchTitle { get; init; }
    public string? Collection { get; init; }
    /// <summary>Says that the API wrote another size in MB than in bytes; null when the two agree.</summary>
    public string? SizeNote { get; init; }
    public required Freshness Freshness { get; init; }
    /// <summary><c>error.details</c> as it came.</summary>
    public JsonElement? ErrorDetails { get; init; }
    /// <summary>The API's own advice for this error type in this batch.</summary>
    public string? Resolution { get; init; }
    /// <summary>The job as the API sent it.</summary>
    public required JsonElement Raw { get; init; }
    public JobLink? PreviousFailed { get; init; }
    public JobLink? NextFailed { get; init; }
    /// <summary>1-based place among the failed jobs, and their number; 0 when the job did not fail.</summary>
    public long FailedPosition { get; init; }
    public long FailedCount { get; init; }
    /// <summary>Some other jobs with the same error.</summary>
    public IReadOnlyList<JobLink> SameError { get; init; } = [];
    public long SameErrorCount { get; init; }
    /// <summary>Where it came from and went to; null when it was never sent again, nor is what was.</summary>
    public JobLineageView? Lineage { get; init; }
    /// <summary>What is around the job; null when it did not fail.</summary>
    public JobNeighbours? Neighbours { get; init; }
    /// <summary>What operators said of this very job; null for nothing.</summary>
    public TriageEntry? Triage { get; init; }
}

/// <summary>What is around a failed job in its batch.</summary>
/// <param name="Before">What became of the job before it in the API's order; null when there is none here.</param>
/// <param name="After">The same of the one after it.</param>
/// <param name="SameFolder">Files of the same folder with the same error, itself included; null when its name has no folder.</param>
public sealed record JobNeighbours(JobNeighbour? Before, JobNeighbour? After, FolderMates? SameFolder);

public sealed record JobNeighbour(JobOutcome Outcome, string? ErrorCode);

/// <param name="Count">At most as many as were looked at.</param>
/// <param name="IsMore">True when there may be more of them.</param>
public sealed record FolderMates(int Count, bool IsMore);

public sealed record JobLink(string Key, string? FileName);

/// <summary>The page of one error type in one batch.</summary>
public sealed record ErrorGroupDetail
{
    public required BatchId BatchId { get; init; }
    public required string BatchTitle { get; init; }
    public required ErrorGroupView Group { get; init; }
    public required Freshness Freshness { get; init; }
    public required JobPage Jobs { get; init; }
    /// <summary>For each key of <c>error.details</c>, its commonest values.</summary>
    public required IReadOnlyList<DetailFacet> Details { get; init; }
    /// <summary>The first failures whose details are counted; null for all.</summary>
    public int? DetailsOf { get; init; }
    /// <summary>The commonest messages.</summary>
    public required IReadOnlyList<NamedCount> Messages { get; init; }
    /// <summary>The failures by what they share; null while nothing is copied.</summary>
    public FailureGroupsView? Groups { get; init; }
}

public sealed record DetailFacet(string Key, IReadOnlyList<NamedCount> Values);

/// <summary>The media page.</summary>
public sealed record MediaView
{
    public required MediaId Id { get; init; }
    public string? FileName { get; init; }
    public string? MediaType { get; init; }
    public long? SizeBytes { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public string? Collection { get; init; }
    public string? Summary { get; init; }
    public JsonElement? Metadata { get; init; }
    /// <summary>Null until they are asked for.</summary>
    public IReadOnlyList<string>? Chunks { get; init; }
    public required JsonElement Raw { get; init; }
    public required Freshness Freshness { get; init; }
    /// <summary>Of the API's answer that is shown; null when there is none.</summary>
    public string? RequestId { get; init; }
    /// <summary>The job that made it, when it is known here.</summary>
    public JobOrigin? Origin { get; init; }
}

public sealed record JobOrigin(BatchId BatchId, string BatchTitle, string JobKey, string? FileName);
