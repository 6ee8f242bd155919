using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>One page as the API sent it.</summary>
/// <param name="At">When it came.</param>
/// <param name="Batch">The batch after the page was stored; null when it was not.</param>
/// <param name="NotKept">Why it was not stored.</param>
public sealed record FetchedPage(ResultsBody Body, GrantedPage Granted, DateTimeOffset At, CachedBatch? Batch, DatabaseException? NotKept);

/// <summary>Gets pages from the API, one request for all who look at the same page, and writes them through to the cache.</summary>
public sealed class PageRequests(WicksonClient client, BatchStore store, BatchChanges changes, PageLimit limit, TimeProvider time)
{
    /// <summary>
    /// Long enough for the second operator, the circuit after the first HTML, and a page that follows a moving batch: its
    /// figures come with the polls, and only its rows are as old as this.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly SharedRequests<(BatchId Id, int Page, int Size), FetchedPage> _requests = new(time, Kept);

    /// <exception cref="WicksonException">The API failed. A failing database does not throw.</exception>
    public Task<FetchedPage> GetAsync(BatchId id, int page, int size, CancellationToken cancellation) =>
        _requests.GetAsync((id, page, size), () => FetchAsync(id, page, size), cancellation);

    public void Forget(BatchId id) => _requests.Forget(key => key.Id == id);

    /// <summary>
    /// Makes a batch known that nobody waits for, with a request that people and polls leave. It is shared with nobody: who waits
    /// must not be refused in its place.
    /// </summary>
    /// <exception cref="WicksonException">The API failed, or the request has to wait.</exception>
    /// <exception cref="DatabaseException">The answer could not be kept.</exception>
    public async Task LookUpAsync(BatchId id, CancellationToken cancellation)
    {
        var body = await client.GetResultsAsync(id, 1, JobQuery.DefaultPageSize, cancellation, RequestPurpose.Sync);
        await KeepAsync(id, body, GrantedPage.Of(body, 1, JobQuery.DefaultPageSize));
    }

    // Not the caller's token: others may wait for the same answer, and it is worth keeping once it was asked for.
    private async Task<FetchedPage> FetchAsync(BatchId id, int page, int size)
    {
        var body = await client.GetResultsAsync(id, page, size, CancellationToken.None);
        var granted = GrantedPage.Of(body, page, size);
        limit.Learn(size, granted);
        if (granted is { Rows: 0, Number: > 1 })
        {
            return new FetchedPage(body, granted, time.GetUtcNow(), null, null);
        }

        try
        {
            var batch = await KeepAsync(id, body, granted);
            return new FetchedPage(body, granted, batch.FetchedAt, batch, null);
        }
        catch (DatabaseException exception)
        {
            return new FetchedPage(body, granted, time.GetUtcNow(), null, exception);
        }
    }

    private async Task<CachedBatch> KeepAsync(BatchId id, ResultsBody body, GrantedPage granted)
    {
        var before = await store.FindAsync(id, CancellationToken.None);
        var batch = await store.WritePageAsync(
            id, granted.Place(body), forSync: false, isLast: granted is { Number: 1, IsLast: true }, CancellationToken.None);
        if (before is null || !before.HasFiguresOf(batch))
        {
            changes.Announce(id);
        }

        return batch;
    }
}
