using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Results from the API, and from the cache what it can answer better: filters, sorting, and batches that are final.</summary>
public sealed class LiveResults(
    SourceMode mode,
    CopyReader copies,
    CopyOnDemand demand,
    LivePages pages,
    PageRequests requests,
    LiveMedia media,
    LiveMediaList mediaList,
    LineageReader lineage,
    BatchCancellation cancel,
    BatchSync sync,
    BatchChanges changes,
    TimeProvider time,
    ILogger<LiveResults> logger) : IResultsService
{
    /// <summary>How long a copy that could be shown waits for the API to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int MaxOpenedAtOnce = 4;

    public SourceMode Mode { get; } = mode;

    public async Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation) => await lineage.AddAsync(
        await Stored.AnswerAsync(async () => new Answer<BatchList>(await copies.ListAsync(query, sync.Progress, cancellation))), cancellation);

    public async Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) => await lineage.AddAsync(
        await Stored.AnswerAsync(async () => new Answer<BatchList>(await copies.FindAsync(ids, sync.Progress, cancellation))), cancellation);

    public Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) =>
        Stored.AnswerAsync(() => copies.FailureGroupsAsync(id, errorType, detailKey, cancellation));

    public async Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) => await lineage.AddAsync(
        await Stored.AnswerAsync(async () => new Answer<ErrorTrends>(await copies.ErrorTrendsAsync(query, cancellation))), cancellation);

    public Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => lineage.RatesAsync(cancellation);

    public async Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation) => await lineage.AddAsync(
        await Stored.AnswerAsync(async () => new Answer<SearchResults>(await copies.SearchAsync(text, cancellation))), cancellation);

    public Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation) =>
        media.GetAsync(id, includeChunks, cancellation);

    public Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation) => mediaList.GetAsync(query, cancellation);

    public async Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation)
    {
        var opened = new OpenedBatch[ids.Count];
        Problem? limited = null;
        await Parallel.ForAsync(
            0,
            ids.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxOpenedAtOnce, CancellationToken = cancellation },
            async (index, token) =>
            {
                var (known, _) = await FindAsync(ids[index], token);
                var problem = known is null ? Volatile.Read(ref limited) ?? await AskAsync(ids[index], token) : null;
                if (problem is { Kind: ProblemKind.RateLimited })
                {
                    Volatile.Write(ref limited, problem);
                }

                opened[index] = new OpenedBatch(ids[index], problem);
            });
        return opened;
    }

    public async Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation) =>
        await lineage.AddAsync(await PageAsync(id, query, cancellation), cancellation);

    private async Task<Answer<BatchPage>> PageAsync(BatchId id, JobQuery query, CancellationToken cancellation)
    {
        var (known, storage) = await FindAsync(id, cancellation);
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
            : await lineage.AddAsync(
                await FromCopyAsync(
                    id,
                    (batch, freshness) => copies.JobAsync(batch, job, freshness, cancellation),
                    ProblemWords.NoSuchJob(job),
                    "This job",
                    answersFromPart: true,
                    cancellation),
                cancellation);

    public async Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) => await lineage.AddAsync(
        await FromCopyAsync(
            id,
            (batch, freshness) => copies.ErrorGroupAsync(batch, errorType, page, freshness, cancellation),
            ProblemWords.NoSuchError(errorType),
            "This error",
            answersFromPart: false,
            cancellation),
        cancellation);

    public async Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation)
    {
        requests.Forget(id);
        sync.Forget(id);
        var (known, _) = await FindAsync(id, cancellation);
        if (known?.Current is null)
        {
            return await AskAsync(id, cancellation);
        }

        sync.Start(id, fresh: true);
        await sync.FirstPageAsync(id).WaitAsync(cancellation);
        return sync.Progress(id)?.Obstacle is { } obstacle ? ProblemWords.Of(obstacle, id) : null;
    }

    public async Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation)
    {
        var (known, storage) = await FindAsync(id, cancellation);
        if (storage is null && (demand.IsNeeded(known) || known is not { HasAllJobs: true }))
        {
            sync.Start(id, fresh: known?.Current is not null);
        }

        return storage;
    }

    public Task StopCopyAsync(BatchId id) => sync.StopAsync(id, CancellationToken.None);

    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) => cancel.CancelAsync(id, cancellation);

    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed) => changes.Subscribe(id, changed);

    public long Announced(BatchId? id) => changes.Announced(id);

    private async Task<Answer<BatchPage>> PlainAsync(BatchId id, JobQuery query, CachedBatch? known, CancellationToken cancellation)
    {
        try
        {
            // From before the API is asked, so that nobody waits longer.
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var patience = known?.Readable is { Jobs: > 0 } ? Task.Delay(Patience, time, answered.Token) : null;
            var asking = pages.AskAsync(id, query, known, CancellationToken.None);
            if (patience is not null)
            {
                await Task.WhenAny(asking, patience);
                await answered.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
            }

            if (known is not null && patience is not null && !asking.IsCompleted)
            {
                _ = AnnounceAnswerAsync(id, asking);
                return await CopyAsync(known, query, ProblemWords.Slow(id), cancellation);
            }

            var page = await asking.WaitAsync(cancellation);
            var view = await pages.ViewAsync(id, query, page, sync.Progress(id), demand.RefreshCost(page.Batch ?? known), cancellation);
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

    // The page asks again once it hears of the answer, which is kept for it. It does not hear of a failure: asking again
    // would wait for the next one.
    private async Task AnnounceAnswerAsync(BatchId id, Task<FetchedPage> asking)
    {
        try
        {
            await asking;
            changes.Announce(id);
        }
        catch (WicksonException exception)
        {
            logger.LogInformation(exception, "Batch {BatchId} was shown from its copy: {Reason}", id.Value, exception.Message);
        }
    }

    private async Task<Answer<BatchPage>> FilteredAsync(BatchId id, JobQuery query, CachedBatch? known, CancellationToken cancellation)
    {
        var restsOnPart = known?.Readable is { Jobs: > 0 } && demand.IsStopped(id);
        var problem = !restsOnPart && demand.IsNeeded(known) ? await demand.WaitAsync(id, known, cancellation) : null;
        var (batch, storage) = await FindAsync(id, cancellation);
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

    private async Task<Problem?> AskAsync(BatchId id, CancellationToken cancellation)
    {
        try
        {
            await requests.GetAsync(id, 1, JobQuery.DefaultPageSize, cancellation);
            return null;
        }
        catch (WicksonException exception)
        {
            return ProblemWords.Of(exception.Error, ProblemWords.Batch(id));
        }
    }

    private async Task<(CachedBatch? Batch, Problem? Storage)> FindAsync(BatchId id, CancellationToken cancellation)
    {
        var answer = await Stored.AnswerAsync(async () => new Answer<CachedBatch>(await copies.FindAsync(id, cancellation)));
        return (answer.Value, answer.Problem);
    }

    private Freshness FreshnessOf(BatchId id, CachedBatch? batch)
    {
        var progress = sync.Progress(id);
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
