using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>
/// The seam of the product: what every page asks. Two sources implement it, <c>LiveResults</c> and <c>CacheResults</c>;
/// <c>TriageResults</c> and <c>LineageResults</c> add what is known beside the API.
/// Nothing here throws for a failing API or a broken database: an <see cref="Answer{T}"/> says what happened.
/// </summary>
public interface IResultsService
{
    /// <summary>Where the results come from.</summary>
    SourceMode Mode { get; }

    /// <summary>A page of the batches that this dashboard was shown, with totals, choices for filters and figures.</summary>
    Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation);

    /// <summary>Those of some batches that this dashboard was shown, newest first.</summary>
    Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation);

    /// <summary>Makes batches known: asks for each that is not known yet. One result an id, in the order given.</summary>
    Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation);

    /// <summary>A batch and the page of its jobs that the query asks for; one API request at most for a plain page.</summary>
    Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation);

    /// <summary>One job. <paramref name="job"/> is a <see cref="JobRow.Key"/>.</summary>
    Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation);

    /// <summary>All jobs of a batch that failed with one error type, and what they have in common.</summary>
    Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation);

    /// <summary>The failures of one error type in one batch, grouped by message pattern, or by a detail key.</summary>
    Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation);

    /// <summary>Errors over the batches of a period, with what is new and what is gone.</summary>
    Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation);

    /// <summary>How often the advice for each kind of failure helped, over all files that were sent again.</summary>
    Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation);

    /// <summary>Looks through everything that is copied: part of a file name, or a job, media or batch id.</summary>
    Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation);

    Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation);

    /// <summary>A page of the media items of a collection, as the API lists them.</summary>
    Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation);

    /// <summary>Fetches a batch anew, whatever the cache holds. Null when it worked.</summary>
    Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation);

    /// <summary>Starts copying all pages of a batch, or joins the copy under way. Null when it is under way or done.</summary>
    Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation);

    /// <summary>Stops a copy under way; what has arrived is kept.</summary>
    Task StopCopyAsync(BatchId id);

    /// <summary>Cancels a batch for good. The value when the API confirmed it; every open page hears of it.</summary>
    Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation);

    /// <summary>Calls back after a change of the batch, or of any batch when <paramref name="id"/> is null. Dispose to stop.</summary>
    IDisposable Subscribe(BatchId? id, Action<BatchId> changed);

    /// <summary>How many changes there were so far: another number than before an answer says that the answer may be old.</summary>
    long Announced(BatchId? id);
}

/// <summary>Where results come from: <c>Results:Source</c> after <c>Auto</c> was resolved.</summary>
public enum SourceMode
{
    Live,
    Sandbox,
    Cache,
}

/// <summary>A value, a problem, or both: a copy that is shown because the API failed carries the reason.</summary>
public sealed record Answer<T>(T? Value, Problem? Problem = null)
    where T : class;

public enum ProblemKind
{
    /// <summary>Nobody knows the id: a 404 page.</summary>
    NotFound,
    /// <summary>The copy is under way and has not reached what was asked for yet.</summary>
    NotCopiedYet,
    /// <summary>The API refused the key.</summary>
    AccessRefused,
    RateLimited,
    /// <summary>No answer, or none that could be read.</summary>
    ApiFailed,
    /// <summary>The database could not be read or written.</summary>
    StorageFailed,
    /// <summary>The input is not what it has to be, e.g. an import file that is no results file.</summary>
    BadInput,
}

/// <summary>What went wrong, in an operator's words, and what to do next.</summary>
/// <param name="Kind">Decides the page: 404 or an alert.</param>
/// <param name="Sentence">What happened: "Wickson did not answer within 30 s."</param>
/// <param name="Advice">What to try: "Try again in a minute."</param>
public sealed record Problem(ProblemKind Kind, string Sentence, string Advice)
{
    /// <summary>The API's code, e.g. <c>rate_limit_error</c>.</summary>
    public string? Code { get; init; }
    public string? RequestId { get; init; }
    public DateTimeOffset? RetryAt { get; init; }
    /// <summary>The <c>details</c> of the API's answer.</summary>
    public IReadOnlyList<ApiDetail> Details { get; init; } = [];
}
