using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Plain pages from the API: no filter, no sort, its own order.</summary>
public sealed class LivePages(
    PageRequests requests, PageLimit limit, CopyReader copies, BatchChanges changes, TimeProvider time, ILogger<LivePages> logger)
{
    /// <summary>How long a copy that could be shown waits for the API to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The same as <see cref="AskAsync"/>. Null when it takes longer than a copy waits for it; its answer is announced then.</summary>
    /// <exception cref="WicksonException">The API failed.</exception>
    public async Task<FetchedPage?> AskInTimeAsync(BatchId id, JobQuery query, CachedBatch? known, CancellationToken cancellation)
    {
        if (known?.Readable is not { Jobs: > 0 })
        {
            return await AskAsync(id, query, known, CancellationToken.None).WaitAsync(cancellation);
        }

        // The time runs from before the API is asked, so that nobody waits longer.
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var patience = Task.Delay(Patience, time, answered.Token);
        var asking = AskAsync(id, query, known, CancellationToken.None);
        await Task.WhenAny(asking, patience);
        await answered.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        if (asking.IsCompleted)
        {
            return await asking;
        }

        _ = AnnounceAsync(id, asking);
        return null;
    }

    /// <summary>The page that was asked for, or the last one when there are fewer.</summary>
    /// <exception cref="WicksonException">The API failed.</exception>
    public async Task<FetchedPage> AskAsync(BatchId id, JobQuery query, CachedBatch? known, CancellationToken cancellation)
    {
        var target = query.Page;
        if (known is { Total: > 0, IsFinal: true })
        {
            target = Math.Min(target, Paging.Count(known.Total, limit.Of(query.PageSize)));
        }

        var page = await AskFirstAsync(id, target, query.PageSize, known, cancellation);
        if (known is not null && page.Batch is { } then && page.At < known.FetchedAt && then.Status != known.Status)
        {
            // A poll saw the batch end, or begin: its rows of before are not shown for the rest of their time.
            requests.Forget(id);
            page = await AskFirstAsync(id, target, query.PageSize, known, cancellation);
        }

        var wanted = (int)Math.Min(query.Page, PageCount(page.Granted));
        return wanted == page.Granted.Number || wanted == target
            ? page
            : await requests.GetAsync(id, wanted, query.PageSize, cancellation);
    }

    /// <summary>Makes the view of it, with what the cache knows beside.</summary>
    public async Task<BatchPage> ViewAsync(
        BatchId id, JobQuery query, FetchedPage page, SyncProgress? progress, int refreshCost, CancellationToken cancellation)
    {
        var batch = page.Batch;
        CopyFacts? facts = null;
        if (batch is not null)
        {
            try
            {
                batch = await copies.FindAsync(id, cancellation) ?? batch;
                facts = await FactsAsync(batch, cancellation);
            }
            catch (DatabaseException exception)
            {
                page = page with { NotKept = exception };
            }
        }

        var freshness = progress is { IsActive: true } && batch is not null
            ? FreshnessBuilder.OfCopy(batch, progress)
            : new Freshness(FreshnessKind.Live, page.At) { Jobs = new Portion(batch?.Readable?.Jobs ?? 0, page.Granted.TotalItems ?? 0) };
        var view = BatchViewBuilder.Build(id, page.Body, page.At, batch, facts, freshness, refreshCost, time.GetUtcNow());
        return new BatchPage(view, Jobs(id, query, page, facts, view));
    }

    // The page asks again once it hears of the answer, which is kept for it. It does not hear of a failure: asking again
    // would wait for the next one.
    private async Task AnnounceAsync(BatchId id, Task<FetchedPage> asking)
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

    // A server may refuse a page far beyond the end, and nothing is known of the batch yet: its first page tells how many there are.
    private async Task<FetchedPage> AskFirstAsync(BatchId id, int page, int size, CachedBatch? known, CancellationToken cancellation)
    {
        try
        {
            return await requests.GetAsync(id, page, size, cancellation);
        }
        catch (WicksonException exception) when (page > 1 && (known is null || page > Paging.Count(known.Total, size)) && MayMeanPage(exception.Error.Failure))
        {
            return await requests.GetAsync(id, 1, size, cancellation);
        }
    }

    private static bool MayMeanPage(WicksonFailure failure) =>
        failure is WicksonFailure.NotFound or WicksonFailure.Rejected or WicksonFailure.ServerError;

    // Rows of a batch that still changes do not add up to its newest summary.
    private async Task<CopyFacts?> FactsAsync(CachedBatch batch, CancellationToken cancellation)
    {
        var facts = await copies.FactsAsync(batch, cancellation);
        return facts is null ? null : facts with { IsComplete = facts.IsComplete && CopyOnDemand.IsSettled(batch) };
    }

    private static JobPage Jobs(BatchId id, JobQuery query, FetchedPage page, CopyFacts? facts, BatchView view)
    {
        var granted = page.Granted;
        var jobs = page.Body.Data.Value?.JobResults.Value ?? [];
        var repeated = jobs.Select(job => job.JobId).OfType<string>()
            .GroupBy(jobId => jobId, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Key)
            .ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rows = jobs.Select((job, index) => JobRowBuilder.Build(
            id,
            new StoredJob(granted.First + index, job, IsRepeat: job.JobId is { } jobId && repeated.Contains(jobId) && !seen.Add(jobId)))).ToList();
        var pages = PageCount(granted);
        return new JobPage
        {
            Query = query with { Page = (int)granted.Number },
            Rows = rows,
            Total = Math.Max(granted.TotalItems ?? view.Completion.Total, rows.Count == 0 ? 0 : granted.First + rows.Count),
            First = rows.Count == 0 ? 0 : granted.First + 1,
            Last = rows.Count == 0 ? 0 : granted.First + rows.Count,
            PageCount = pages,
            Notices = Notices(query, page, pages),
            Options = FilterChoices.Options(facts, page.Body, facts?.Facets),
        };
    }

    private static List<string> Notices(JobQuery query, FetchedPage page, int pages)
    {
        var notices = new List<string>();
        if (query.Page > pages)
        {
            notices.Add(Paging.Beyond(pages));
        }
        else if (page.Granted.Number != query.Page)
        {
            notices.Add(FormattableString.Invariant($"Wickson sent page {page.Granted.Number:N0} instead of page {query.Page:N0}."));
        }

        if (page.Granted.Size < query.PageSize && page.Granted.PageCount > 1)
        {
            notices.Add(FormattableString.Invariant($"Wickson gives at most {page.Granted.Size:N0} jobs a page, so this page has no more."));
        }

        if (page.NotKept is { } failure)
        {
            notices.Add($"This page was not kept: {failure.Message}");
        }

        return notices;
    }

    private static int PageCount(GrantedPage granted) => (int)Math.Clamp(
        granted.PageCount ?? (granted.Rows == 0 ? 1 : granted.IsLast ? granted.Number : granted.Number + 1), 1, int.MaxValue);
}
