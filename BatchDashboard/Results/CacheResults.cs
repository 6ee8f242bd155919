using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Results from the database alone: never touches the network.</summary>
public sealed class CacheResults(CopyReader copies, BatchChanges changes) : IResultsService
{
    public SourceMode Mode => SourceMode.Cache;

    public Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<BatchList>(await copies.ListAsync(query, _ => null, cancellation)));

    public Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<BatchList>(await copies.FindAsync(ids, _ => null, cancellation)));

    public async Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation)
    {
        var opened = new List<OpenedBatch>();
        foreach (var id in ids)
        {
            var answer = await Stored.AnswerAsync(async () => new Answer<CachedBatch>(await copies.FindAsync(id, cancellation)));
            opened.Add(new OpenedBatch(id, answer.Problem ?? (answer.Value is null ? ProblemWords.UnknownHere(id) : null)));
        }

        return opened;
    }

    public Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation) => WithBatchAsync(
        id,
        async (batch, freshness) => new Answer<BatchPage>(await copies.BatchAsync(batch, query, freshness, refreshCost: 0, cancellation)),
        cancellation);

    public Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation) => WithBatchAsync(
        id,
        async (batch, freshness) => await copies.JobAsync(batch, job, freshness, cancellation) is { } detail
            ? new Answer<JobDetail>(detail)
            : new Answer<JobDetail>(null, freshness.Kind == FreshnessKind.Copy
                ? ProblemWords.NoSuchJob(job)
                : ProblemWords.NotCopied("This job", freshness)),
        cancellation);

    public Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) => WithBatchAsync(
        id,
        async (batch, freshness) => await copies.ErrorGroupAsync(batch, errorType, page, freshness, cancellation) is { } group
            ? new Answer<ErrorGroupDetail>(group)
            : new Answer<ErrorGroupDetail>(null, freshness.Kind == FreshnessKind.Copy
                ? ProblemWords.NoSuchError(errorType)
                : ProblemWords.NotCopied("This error", freshness)),
        cancellation);

    public Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) =>
        Stored.AnswerAsync(() => copies.FailureGroupsAsync(id, errorType, detailKey, cancellation));

    public Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<ErrorTrends>(await copies.ErrorTrendsAsync(query, cancellation)));

    public Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => Task.FromResult(new Answer<AdviceRates>(AdviceRates.None));

    public Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<SearchResults>(await copies.SearchAsync(text, cancellation)));

    public Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => await copies.MediaAsync(id, includeChunks, cancellation) switch
        {
            null => new Answer<MediaView>(null, new Problem(
                ProblemKind.NotFound, $"This dashboard has no copy of {ProblemWords.Media(id)}.", "Open it once while Wickson can be asked.")),
            { Freshness.Kind: FreshnessKind.PartialCopy } partial => new Answer<MediaView>(partial, new Problem(
                ProblemKind.NotCopiedYet, "The details of this media item were never fetched; its job tells this much.", "Open it once while Wickson can be asked.")),
            var media => new Answer<MediaView>(media),
        });

    public Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation) =>
        Task.FromResult(new Answer<MediaListView>(null, new Problem(
            ProblemKind.BadInput,
            "The list of media comes from the API, and this dashboard shows saved results only.",
            "The media items that are known here are listed by the batches that created them.")));

    public Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation) => Task.FromResult<Problem?>(NoApi);

    public Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation) => Task.FromResult<Problem?>(NoApi);

    public Task StopCopyAsync(BatchId id) => Task.CompletedTask;

    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) =>
        Task.FromResult(new Answer<CancelledBatch>(null, NoApi with { Advice = "Cancel it in a dashboard that has Results:Source set to Live." }));

    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed) => changes.Subscribe(id, changed);

    public long Announced(BatchId? id) => changes.Announced(id);

    private static Problem NoApi { get; } = new(
        ProblemKind.BadInput,
        "This dashboard shows saved results only and does not ask Wickson.",
        "Import a newer results file, or have Results:Source set to Live.");

    private Task<Answer<T>> WithBatchAsync<T>(BatchId id, Func<CachedBatch, Freshness, Task<Answer<T>>> read, CancellationToken cancellation)
        where T : class =>
        Stored.AnswerAsync(async () => await copies.FindAsync(id, cancellation) is { } batch
            ? await copies.WholeAsync(batch, one => read(one, FreshnessBuilder.OfCopy(one, null)), cancellation)
            : new Answer<T>(null, ProblemWords.UnknownHere(id)));
}
