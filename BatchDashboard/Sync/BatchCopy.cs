using System.Globalization;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>
/// Copies all pages of one batch without asking for what is stored already. A few pages are asked for at a time; they are
/// stored in their order, some in one transaction, while the next ones are on their way.
/// </summary>
internal sealed partial class BatchCopy(
    BatchId id, bool fresh, CopyLease lease, PageFetch fetch, PageLimit limit, BatchStore store, TimeProvider time, CopyTracker tracker)
    : IAsyncDisposable
{
    // A status that keeps changing under the copy would have it start over for ever.
    private const int MaxRestarts = 3;

    // One transaction: few enough that a kill costs little, enough that the disk is not asked for each page.
    private const int MaxGroupPages = 4;
    private const int MaxGroupJobs = 10_000;

    private readonly HashSet<(int Page, int Size)> _asked = [];
    private readonly List<ResultsBody> _group = [];
    private PageWindow? _pages;
    private PageChecks _checks = null!;
    private Snapshot _snapshot = null!;
    private int _size;

    // The server has granted this size, so that the places of the pages after the next are known.
    private bool _isGranted;

    // Jobs that are announced, and the pages for them.
    private long _expected;

    // Everything before it is stored or in the group, and everything before the other is asked for.
    private long _next;
    private long _ahead;
    private int _groupJobs;
    private long _stored;
    private int _restarts;
    private bool _hasLookedForEnd;

    // Nothing is left to be done until the next page comes.
    private volatile bool _isHeldUp;

    private PageWindow Window => _pages!;

    public ValueTask DisposeAsync() => _pages?.DisposeAsync() ?? default;

    /// <exception cref="SyncFailedException">The copy cannot go on.</exception>
    /// <exception cref="SyncStoppedException">Nobody wants it any more.</exception>
    public async Task RunAsync(int pageSize, CancellationToken cancellation)
    {
        var start = await PatientlyAsync(
            () => CopyStart.FindAsync(store, id, fresh, limit.ForCopies(pageSize), cancellation), cancellation);
        (_snapshot, _size, _isGranted) = (start.Snapshot, start.PageSize, start.IsGranted);
        _checks = new PageChecks(_snapshot.Jobs > 0 ? _snapshot.BatchStatus : null);
        (_stored, _expected) = (_snapshot.Jobs, _snapshot.ExpectedJobs);

        // The last page is asked for even when it is stored: only then does the store learn that no page is left.
        _ahead = _next = Math.Max(0, Math.Min(start.Stored, _expected - 1));
        tracker.Begins(_stored, _expected);
        _pages = new PageWindow(fetch, TellWait, cancellation);
        try
        {
            while (!await StepAsync(cancellation))
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SyncFailedException && !lease.Lost.IsCancellationRequested)
        {
            await KeepArrivedAsync(isSound: exception is not SyncFailedException { Obstacle.Kind: SyncObstacleKind.Pages });
            throw;
        }
    }

    /// <summary>Takes the next page; true when the copy is complete.</summary>
    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        await AskAheadAsync(cancellation);
        PageAsk ask;
        ResultsBody body;
        try
        {
            _isHeldUp = true;
            TellWait();
            (ask, body) = await Window.TakeAsync();
        }
        catch (PageSizeException exception)
        {
            await AskSmallerAsync(exception, cancellation);
            return false;
        }
        catch (SyncFailedException exception) when (exception.Obstacle.Error?.Failure == WicksonFailure.NotFound)
        {
            if (!await IsBehindTheEndAsync(cancellation))
            {
                throw;
            }

            return false;
        }
        finally
        {
            _isHeldUp = false;
        }

        var page = GrantedPage.Of(body, ask.Number, ask.Size);
        _checks.Check(ask, page, body);
        limit.Learn(ask.Size, page);
        if (_checks.IsOfAnotherState(body))
        {
            await BeginAnewAsync(body, cancellation);
            ask = new PageAsk(ask.Number, ask.Size, from: long.MaxValue);
            _checks.Check(ask, page, body);
        }

        if (page.Size != ask.Size || !_isGranted)
        {
            _isGranted = true;
            await GoOnWithAsync(page.Size);
        }

        // A page of another size than was asked for may stand behind what is missing; it comes again in its turn.
        var isNext = page.First <= _next || (page.Size == ask.Size && ask.From <= _next);
        return isNext && await StoreAsync(page, body, cancellation);
    }

    private void TellWait()
    {
        if (_isHeldUp)
        {
            tracker.Waits(() => Window.Head?.Obstacle);
        }
    }

    private async Task<bool> StoreAsync(GrantedPage page, ResultsBody body, CancellationToken cancellation)
    {
        _next = Math.Max(_next, page.First + page.Size);
        _ahead = Math.Max(_ahead, _next);
        _expected = Math.Max(page.TotalItems ?? _expected, page.Rows == 0 ? 0 : page.First + page.Rows);
        tracker.Announced(_expected);
        _group.Add(page.Place(body));
        _groupJobs += page.Rows;
        var reachesEnd = page.IsLast || _checks.AreJobsOver;
        if (!reachesEnd && Window.IsHeadHere && _group.Count < MaxGroupPages && _groupJobs + _size <= MaxGroupJobs)
        {
            return false;
        }

        if (!reachesEnd && _ahead < _expected)
        {
            // The next pages are on their way while these are written.
            await AskAheadAsync(cancellation);
        }

        return await WriteAsync(reachesEnd, cancellation);
    }

    private async Task<bool> WriteAsync(bool reachesEnd, CancellationToken cancellation)
    {
        if (reachesEnd)
        {
            tracker.Finishes(_stored + _groupJobs);
        }

        await lease.CheckAsync(cancellation);
        var batch = await PatientlyAsync(() => store.WritePagesAsync(id, _group, reachesEnd, cancellation), cancellation);
        var (pages, jobs) = (_group.Count, _groupJobs);
        _group.Clear();
        _groupJobs = 0;
        var isComplete = batch.Current?.Key == _snapshot.Key;
        var snapshot = isComplete ? batch.Current : batch.Filling;
        if (reachesEnd && !isComplete)
        {
            throw SyncFailedException.Contradiction(
                $"Wickson announced {N(_expected)} jobs and sent {N(_stored + jobs)}. The copy that is here has more, so it was kept.");
        }

        if (snapshot?.Key != _snapshot.Key)
        {
            throw SyncFailedException.Contradiction("Another copy of this batch took the place of this one, so it ended.");
        }

        if (!isComplete && !snapshot.SyncWanted)
        {
            throw new SyncStoppedException();
        }

        _stored = snapshot.Jobs;
        // The batch's own total counts while its pages tell none.
        _expected = Math.Max(_expected, snapshot.ExpectedJobs);
        tracker.Stored(pages, _stored, _expected);
        return isComplete;
    }

    // A batch that ended meanwhile is copied from its start.
    private async Task BeginAnewAsync(ResultsBody body, CancellationToken cancellation)
    {
        if (_restarts++ == MaxRestarts)
        {
            throw SyncFailedException.Contradiction("The batch changed its status again and again while it was copied, so no copy could be made of one state.");
        }

        await DropAsync();
        _checks.BeginAnew(body);
        _snapshot = await PatientlyAsync(() => store.BeginSyncAsync(id, fresh: true, cancellation), cancellation);
        _asked.Clear();
        _group.Clear();
        _groupJobs = 0;
        _next = _ahead = _expected = _stored = 0;
        _isGranted = false;
        tracker.BeginsAnew();
    }

    // What has arrived ahead of the page that held the copy up is not asked for again; behind a page that contradicts
    // the others, nothing is to be trusted.
    private async Task KeepArrivedAsync(bool isSound)
    {
        var (arrived, _) = await Window.DropAsync();
        var ahead = arrived.Where(_ => isSound).Select(one => _checks.Placed(one.Ask, one.Body)).OfType<ResultsBody>();
        var pages = _group.Concat(ahead).ToList();
        if (pages.Count > 0)
        {
            try
            {
                await store.WritePagesAsync(id, pages, reachesEnd: false, CancellationToken.None);
            }
            catch (DatabaseException)
            {
                // Why the copy ended is told already; these pages are asked for once more.
            }
        }
    }

    private Task<T> PatientlyAsync<T>(Func<Task<T>> work, CancellationToken cancellation) =>
        StorePatience.WaitAsync(work, time, tracker.Waits, cancellation);

    private static string N(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
