using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Everything that can be answered from the database alone; both sources use it. Throws <see cref="DatabaseException"/>.</summary>
public sealed class CopyReader(BatchStore store, LineageStore lineage, QueryMarks marks, BatchLookups lookups, TimeProvider time)
{
    private readonly FactsReader _facts = new(store);
    private readonly JobPageReader _pages = new(store, marks);

    public Task<CachedBatch?> FindAsync(BatchId id, CancellationToken cancellation) => store.FindAsync(id, cancellation);

    /// <summary>The batch, when it is known here, or why the database cannot tell.</summary>
    public async Task<(CachedBatch? Batch, Problem? Storage)> TryFindAsync(BatchId id, CancellationToken cancellation)
    {
        var answer = await Stored.AnswerAsync(async () => new Answer<CachedBatch>(await FindAsync(id, cancellation)));
        return (answer.Value, answer.Problem);
    }

    /// <summary>
    /// Reads until all that was read is of one copy: where a newer one takes its place meanwhile, the rest of the older
    /// one is gone and the answer would be neither.
    /// </summary>
    public async Task<T> WholeAsync<T>(CachedBatch batch, Func<CachedBatch, Task<T>> read, CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await read(batch);
            if (batch.Readable is not { } copy
                || await store.FindAsync(batch.Id, cancellation) is not { } now
                || now.Readable?.Key == copy.Key)
            {
                return answer;
            }

            batch = now;
        }
    }

    public Task<CopyFacts?> FactsAsync(CachedBatch batch, CancellationToken cancellation) => _facts.ReadAsync(batch, cancellation);

    /// <param name="progress">The copy under way of a batch; none in cache mode.</param>
    public async Task<BatchList> ListAsync(BatchListQuery query, Func<BatchId, SyncProgress?> progress, CancellationToken cancellation)
    {
        var page = await store.PageAsync(query, cancellation);
        var range = PageRange.Of(page.Query.Page, page.Query.PageSize, page.Total);
        return new BatchList(Items(page.Batches, progress))
        {
            Query = page.Query,
            Range = range,
            Known = page.Known,
            Statuses = [.. page.Statuses.Select(status => new FilterOption(status.Value, status.Count))],
            Collections = [.. page.Collections.Select(collection => new NamedCount(collection.Value, collection.Count))],
            Figures = OutcomeFigures.Of(page.Days),
            Notices = query.Page > range.PageCount ? [Paging.Beyond(range.PageCount)] : [],
            Lookups = await lookups.ProgressAsync(cancellation),
        };
    }

    /// <param name="progress">The copy under way of a batch; none in cache mode.</param>
    public async Task<BatchList> FindAsync(IReadOnlyList<BatchId> ids, Func<BatchId, SyncProgress?> progress, CancellationToken cancellation) =>
        new(Items(await store.FindAsync(ids, cancellation), progress));

    public async Task<BatchPage> BatchAsync(
        CachedBatch batch, JobQuery query, Freshness freshness, int refreshCost, CancellationToken cancellation)
    {
        var facts = await _facts.ReadAsync(batch, cancellation);
        var header = batch.Readable is { } snapshot ? await store.HeaderAsync(snapshot.Key, cancellation) : null;
        var view = BatchViewBuilder.Build(batch.Id, header, null, batch, facts, freshness, refreshCost, time.GetUtcNow());
        if (facts is { IsComplete: true } && batch is { HasAllJobs: true, Current: { } whole })
        {
            var created = await store.CreatedMediaAsync(whole.Key, cancellation);

            // A batch that sends fewer jobs than it counts may name more ids in its summary than these jobs have.
            if (!whole.IsShort || created.Sum(type => type.Jobs) >= view.Media.Known)
            {
                view = view with { Media = view.Media.WithAll(created) };
            }
        }

        return new BatchPage(view, await _pages.ReadAsync(batch, query, facts, header, cancellation));
    }

    public Task<JobDetail?> JobAsync(CachedBatch batch, string key, Freshness freshness, CancellationToken cancellation) =>
        new JobDetailReader(store).ReadAsync(batch, key, freshness, cancellation);

    public Task<ErrorGroupDetail?> ErrorGroupAsync(
        CachedBatch batch, string errorType, int page, Freshness freshness, CancellationToken cancellation) =>
        new ErrorGroupReader(store, _facts, _pages).ReadAsync(batch, errorType, page, freshness, cancellation);

    /// <summary>Only from what is copied; empty while nothing is.</summary>
    public async Task<Answer<FailureGroupsView>> FailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) =>
        await store.FindAsync(id, cancellation) is { } batch
            ? new Answer<FailureGroupsView>(await WholeAsync(batch, one => new FailureReader(store, lineage).ReadAsync(one, errorType, detailKey, cancellation), cancellation))
            : new Answer<FailureGroupsView>(null, ProblemWords.UnknownHere(id));

    public Task<ErrorTrends> ErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) =>
        new ErrorTrendReader(store, new ErrorTrendGroupReader(store, lineage)).ReadAsync(query, cancellation);

    /// <summary>Looks through every copy.</summary>
    public async Task<SearchResults> SearchAsync(string text, CancellationToken cancellation)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            return new SearchResults(text);
        }

        var batches = await store.PageAsync(new BatchListQuery { Search = text, PageSize = SearchResults.MaxBatches }, cancellation);
        var (copiedJobs, wholeCopies) = await store.CopiesAsync(cancellation);
        var jobs = await store.SearchAsync(text, SearchResults.MostJobs + 1, cancellation);
        return new SearchResults(text)
        {
            Batches = [.. batches.Batches.Select(Found)],
            TotalBatches = batches.Total,
            Jobs = [.. jobs.Take(SearchResults.MostJobs).Select(found => new FoundJob(JobRowBuilder.Build(found.Batch.Id, found.Job), Title(found.Batch)))],
            HasMore = jobs.Count > SearchResults.MostJobs,
            SearchedBatches = batches.Known,
            SearchedJobs = copiedJobs,
            IncompleteBatches = Math.Max(0, batches.Known - wholeCopies),
        };
    }

    /// <summary>The job that made a media item, when it is known here.</summary>
    public async Task<(CachedBatch Batch, StoredJob Job)?> OriginAsync(MediaId id, CancellationToken cancellation)
    {
        var origins = await store.FindMediaOriginsAsync(id.Value, cancellation);
        return origins.Count > 0 ? origins[0] : null;
    }

    /// <summary>A media item as it was fetched last, else what its job tells; null when neither is known.</summary>
    public async Task<MediaView?> MediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation)
    {
        var origin = await OriginAsync(id, cancellation);
        if (await store.FindMediaAsync(id, cancellation) is { } kept)
        {
            return MediaViewBuilder.Build(id, kept.Body, includeChunks, new Freshness(FreshnessKind.Copy, kept.FetchedAt), origin);
        }

        return origin is { } made
            ? MediaViewBuilder.Build(id, made, new Freshness(FreshnessKind.PartialCopy, made.Batch.FetchedAt))
            : null;
    }

    /// <summary>Keeps a media item; an answer without chunks does not cost the chunks that are kept.</summary>
    public async Task KeepMediaAsync(MediaId id, MediaBody body, bool hasChunks, CancellationToken cancellation)
    {
        if (!hasChunks && await store.FindMediaAsync(id, cancellation) is { Body.Data.Value.Content: { HasValue: true } content } && body.Data.Value is { } data)
        {
            body = body with { Data = Field<MediaData>.Of(data with { Content = content }) };
        }

        await store.WriteMediaAsync(id, body, cancellation);
    }

    private List<BatchListItem> Items(IReadOnlyList<CachedBatch> batches, Func<BatchId, SyncProgress?> progress)
    {
        var now = time.GetUtcNow();
        return [.. batches.Select(batch => BatchViewBuilder.BuildListItem(batch, FreshnessBuilder.OfCopy(batch, progress(batch.Id)), now))];
    }

    private static FoundBatch Found(CachedBatch batch) => new(
        batch.Id, Title(batch), batch.Collection, batch.Status, ApiWords.State(batch.Status), BatchViewBuilder.Completion(NewestFigures.Of(batch)));

    private static string Title(CachedBatch batch) => BatchTitle.Of(batch.Id, batch.Name);
}
