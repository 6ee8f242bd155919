using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Results from the API, and from the cache what it can answer better: filters, sorting, and batches that are final.</summary>
public sealed class LiveResults(
    SourceMode mode, CopyReader copies, CopyOnDemand demand, LivePages pages, LiveMedia media, LiveActions actions, BatchChanges changes) : IResultsService
{
    public SourceMode Mode { get; } = mode;

    public Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<BatchList>(await copies.ListAsync(query, demand.Progress, cancellation)));

    public Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<BatchList>(await copies.FindAsync(ids, demand.Progress, cancellation)));

    public Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) =>
        Stored.AnswerAsync(() => copies.FailureGroupsAsync(id, errorType, detailKey, cancellation));

    public Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<ErrorTrends>(await copies.ErrorTrendsAsync(query, cancellation)));

    public Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => Task.FromResult(new Answer<AdviceRates>(AdviceRates.None));

    public Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => new Answer<SearchResults>(await copies.SearchAsync(text, cancellation)));

    public Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation) => media.GetAsync(id, includeChunks, cancellation);

    public Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation) => media.ListAsync(query, cancellation);

    public Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) => actions.OpenAsync(ids, cancellation);

    public Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation) => actions.RefreshAsync(id, cancellation);

    public Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation) => actions.CopyAsync(id, cancellation);

    public Task StopCopyAsync(BatchId id) => actions.StopCopyAsync(id);

    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) => actions.CancelAsync(id, cancellation);

    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed) => changes.Subscribe(id, changed);

    public long Announced(BatchId? id) => changes.Announced(id);

    public async Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation)
    {
        var (known, storage) = await copies.TryFindAsync(id, cancellation);
        if (known is not null && CopyOnDemand.IsSettled(known))
        {
            var settled = await CopyAsync(known, query, null, cancellation);
            if (settled.Problem is null || !query.IsPlain)
            {
                return settled;
            }
        }

        return query.IsPlain
            ? await PlainAsync(id, query, known, cancellation)
            : storage is null ? await FilteredAsync(id, query, known, cancellation) : new Answer<BatchPage>(null, storage);
    }

    public async Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation) =>
        JobRowBuilder.Ordinal(job) is null && !Identifier.IsValid(job)
            ? new Answer<JobDetail>(null, ProblemWords.NoSuchJob(job))
            : await FromCopyAsync(
                id,
                (batch, freshness) => copies.JobAsync(batch, job, freshness, cancellation),
                ProblemWords.NoSuchJob(job),
                "This job",
                answersFromPart: true,
                cancellation);

    public Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) => FromCopyAsync(
        id,
        (batch, freshness) => copies.ErrorGroupAsync(batch, errorType, page, freshness, cancellation),
        ProblemWords.NoSuchError(errorType),
        "This error",
        answersFromPart: false,
        cancellation);

    private async Task<Answer<BatchPage>> PlainAsync(BatchId id, JobQuery query, CachedBatch? known, CancellationToken cancellation)
    {
        try
        {
            if (await pages.AskInTimeAsync(id, query, known, cancellation) is not { } page)
            {
                return await CopyAsync(known!, query, ProblemWords.Slow(id), cancellation);
            }

            var view = await pages.ViewAsync(id, query, page, demand.Progress(id), demand.RefreshCost(page.Batch ?? known), cancellation);
            return new Answer<BatchPage>(WithCopyCost(view, page.Batch ?? known));
        }
        catch (WicksonException exception)
        {
            var problem = ProblemWords.Of(exception.Error, ProblemWords.Batch(id));
            return known?.Readable is null
                ? new Answer<BatchPage>(null, problem)
                : await CopyAsync(known, query, OverCopy(problem, id), cancellation);
        }
    }

    private async Task<Answer<BatchPage>> FilteredAsync(BatchId id, JobQuery query, CachedBatch? known, CancellationToken cancellation)
    {
        var restsOnPart = known?.Readable is { Jobs: > 0 } && demand.IsStopped(id);
        var problem = !restsOnPart && demand.IsNeeded(known) ? await demand.WaitAsync(id, known, cancellation) : null;
        var (batch, storage) = await copies.TryFindAsync(id, cancellation);
        return batch?.Readable is { Jobs: > 0 } or { IsComplete: true }
            ? await CopyAsync(batch, query, problem is null ? null : OverCopy(problem, id), cancellation)
            : new Answer<BatchPage>(null, problem ?? storage ?? NotCopied("This batch", id, batch));
    }

    private async Task<Answer<T>> FromCopyAsync<T>(
        BatchId id,
        Func<CachedBatch, Freshness, Task<T?>> read,
        Problem unknown,
        string what,
        bool answersFromPart,
        CancellationToken cancellation)
        where T : class => await Stored.AnswerAsync(async () =>
    {
        var batch = await copies.FindAsync(id, cancellation);
        if (batch is not null && !demand.IsNeeded(batch))
        {
            var answer = await ReadAsync(batch);
            return new Answer<T>(answer, answer is null ? unknown : null);
        }

        if ((answersFromPart || demand.IsStopped(id)) && batch is not null && await ReadAsync(batch) is { } early)
        {
            demand.StartIfCheap(batch);
            return new Answer<T>(early);
        }

        var problem = await demand.WaitAsync(id, batch, cancellation);
        batch = await copies.FindAsync(id, cancellation);
        var found = batch is null ? null : await ReadAsync(batch);
        if (found is not null)
        {
            return new Answer<T>(found, problem is null ? null : OverCopy(problem, id));
        }

        return new Answer<T>(null, problem
            ?? (batch is not null && !demand.IsNeeded(batch) ? unknown : NotCopied(what, id, batch)));

        Task<T?> ReadAsync(CachedBatch present) => copies.WholeAsync(present, one => read(one, FreshnessOf(id, one)), cancellation);
    });

    private Task<Answer<BatchPage>> CopyAsync(CachedBatch batch, JobQuery query, Problem? problem, CancellationToken cancellation) =>
        Stored.AnswerAsync(() => copies.WholeAsync(
            batch,
            async one => new Answer<BatchPage>(
                WithCopyCost(await copies.BatchAsync(one, query, FreshnessOf(one.Id, one), demand.RefreshCost(one), cancellation), one), problem),
            cancellation));

    private BatchPage WithCopyCost(BatchPage page, CachedBatch? batch) =>
        page with { Batch = page.Batch with { CopyCost = demand.CopyCost(batch) } };

    private Freshness FreshnessOf(BatchId id, CachedBatch? batch)
    {
        var progress = demand.Progress(id);
        return batch is not null ? FreshnessBuilder.OfCopy(batch, progress)
            : new Freshness(progress is { IsActive: true } ? FreshnessKind.Copying : FreshnessKind.PartialCopy, DateTimeOffset.UnixEpoch)
            {
                Jobs = progress?.Jobs ?? default,
            };
    }

    private Problem NotCopied(string what, BatchId id, CachedBatch? batch) =>
        demand.IsStopped(id) ? ProblemWords.Stopped(what) : ProblemWords.NotCopied(what, FreshnessOf(id, batch));

    // With a copy to show there is no 404 page: the copy stands, with the reason above it.
    private static Problem OverCopy(Problem problem, BatchId id) => problem.Kind == ProblemKind.NotFound
        ? problem with
        {
            Kind = ProblemKind.ApiFailed,
            Sentence = $"Wickson no longer knows {ProblemWords.Batch(id)}.",
            Advice = "You are looking at the copy that is kept here.",
        }
        : problem;
}
