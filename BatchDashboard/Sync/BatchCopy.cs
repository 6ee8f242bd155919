using BatchDashboard.Cache;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Copies all pages of one batch, in order, without asking for what is stored already.</summary>
internal sealed class BatchCopy(
    BatchId id,
    bool fresh,
    PageFetch fetch,
    PageLimit limit,
    BatchStore store,
    TimeProvider time,
    Action<SyncProgress> report)
{
    // A status that keeps changing under the copy would have it start over for ever.
    private const int MaxRestarts = 3;

    // A server may announce more pages than it has: after so many empty ones in a row, no more is asked for.
    private const int MaxEmptyPages = 5;

    private readonly HashSet<(int Page, int Size)> _asked = [];
    private readonly long _begunAt = time.GetTimestamp();
    private SyncProgress _progress = new(id, SyncState.Copying, time.GetUtcNow());
    private Snapshot _snapshot = null!;
    private string? _status;
    private string? _lastRows;
    private long _next;
    private long _expected;
    private long _copiedNow;
    private int _restarts;
    private int _emptyPages;

    /// <exception cref="SyncFailedException">The copy cannot go on.</exception>
    public async Task RunAsync(int pageSize, CancellationToken cancellation)
    {
        var size = await BeginAsync(limit.Of(pageSize), cancellation);
        while (true)
        {
            var number = checked((int)(_next / size)) + 1;
            if (await IsStoredAsync(number, size, cancellation))
            {
                _next = (long)number * size;
                continue;
            }

            if (!_asked.Add((number, size)))
            {
                throw Contradiction($"Wickson sent page {number} and it did not bring the jobs that belong there.");
            }

            // A page that is too large to read comes back as a smaller one that starts at the same job.
            (var body, number, size) = await fetch.GetAsync(number, size, Waits, cancellation);
            var page = GrantedPage.Of(body, number, size);
            CheckPage(number, page, body);
            limit.Learn(size, page);
            if (await RestartIfChangedAsync(body, page, cancellation))
            {
                size = page.Size;
                continue;
            }

            _emptyPages = page.Rows == 0 ? _emptyPages + 1 : 0;
            var reachesEnd = page.First <= _next && (page.IsLast || _emptyPages == MaxEmptyPages);
            var batch = await store.WritePageAsync(id, page.Place(body), forSync: true, reachesEnd, cancellation);
            Advance(page, batch);
            size = page.Size;
            if (batch.Current?.Key == _snapshot.Key)
            {
                return;
            }

            if (reachesEnd)
            {
                throw Contradiction($"Wickson announced {N(_expected)} jobs and sent {N(_progress.Copied)}. The copy that is here has more, so it was kept.");
            }
        }
    }

    private async Task<int> BeginAsync(int pageSize, CancellationToken cancellation)
    {
        var interrupted = fresh ? null : (await store.FindAsync(id, cancellation))?.Filling;
        _snapshot = await store.BeginSyncAsync(id, fresh, cancellation);
        _expected = _snapshot.ExpectedJobs;
        _status = _snapshot.Jobs > 0 ? _snapshot.BatchStatus : null;
        Report(_snapshot.Jobs);
        return interrupted is { SyncWanted: true } && interrupted.Key == _snapshot.Key
            ? await GrantedBeforeAsync(pageSize, cancellation)
            : pageSize;
    }

    // A server that grants fewer jobs a page than are asked for would be asked for its first page once more, only to
    // learn that again. The stored jobs tell: their number does not fit the size that is asked for.
    private async Task<int> GrantedBeforeAsync(int pageSize, CancellationToken cancellation)
    {
        if (_snapshot.Jobs % pageSize == 0)
        {
            return pageSize;
        }

        var header = await store.HeaderAsync(_snapshot.Key, cancellation);
        return header is null ? pageSize : Math.Min(GrantedPage.Of(header, 1, pageSize).Size, pageSize);
    }

    // The last page is asked for even when it is stored: only then does the store learn that no page is left.
    private async Task<bool> IsStoredAsync(int number, int size, CancellationToken cancellation)
    {
        var first = (number - 1L) * size;
        return first + size < _expected && await store.CountRangeAsync(_snapshot.Key, first, size, cancellation) == size;
    }

    private void CheckPage(int number, GrantedPage page, ResultsBody body)
    {
        if (page.Number != number)
        {
            throw Contradiction($"Wickson was asked for page {number} and sent page {page.Number}, so the copy cannot go on.");
        }

        if (body.Data.Value?.JobResults.HasValue != true && page.TotalItems != 0)
        {
            throw Contradiction($"Wickson sent page {number} without a list of jobs, so the copy cannot go on.");
        }

        var rows = Fingerprint(body);
        if (rows is not null && rows == _lastRows)
        {
            throw Contradiction($"Wickson sent the same jobs again as page {number}, so the copy cannot go on.");
        }

        _lastRows = rows;
    }

    // Jobs of two states of a batch must not become one copy: a batch that ended meanwhile is copied from its start.
    private async Task<bool> RestartIfChangedAsync(ResultsBody body, GrantedPage page, CancellationToken cancellation)
    {
        var status = body.Data.Value?.BatchSummary.Value?.Status.Text ?? "";
        if (_status is null || status == _status)
        {
            _status ??= status;
            return false;
        }

        if (_restarts == MaxRestarts)
        {
            throw Contradiction("The batch changed its status again and again while it was copied, so no copy could be made of one state.");
        }

        _restarts++;
        _status = status;
        _snapshot = await store.BeginSyncAsync(id, fresh: true, cancellation);
        _next = 0;
        _expected = 0;
        _asked.Clear();
        _lastRows = null;
        _emptyPages = 0;
        return page.First != 0;
    }

    private void Advance(GrantedPage page, CachedBatch batch)
    {
        if (page.First <= _next)
        {
            _next = Math.Max(_next, page.First + page.Size);
        }

        var snapshot = batch.Current?.Key == _snapshot.Key ? batch.Current : batch.Filling;
        _expected = Math.Max(page.TotalItems ?? 0, snapshot?.ExpectedJobs ?? 0);
        _copiedNow += page.Rows;
        _progress = _progress with { PagesStored = _progress.PagesStored + 1 };
        Report(snapshot?.Jobs ?? _progress.Copied + page.Rows);
    }

    private void Report(long copied)
    {
        var seconds = time.GetElapsedTime(_begunAt).TotalSeconds;
        _progress = _progress with
        {
            State = SyncState.Copying,
            Copied = copied,
            Total = Math.Max(_expected, copied),
            JobsPerSecond = _copiedNow > 0 && seconds > 0 ? _copiedNow / seconds : null,
            Obstacle = null,
        };
        report(_progress);
    }

    private void Waits(SyncObstacle? obstacle)
    {
        _progress = _progress with { State = obstacle is null ? SyncState.Copying : SyncState.Waiting, Obstacle = obstacle };
        report(_progress);
    }

    private static string? Fingerprint(ResultsBody body)
    {
        var rows = body.Data.Value?.JobResults.Value;
        return rows is { Count: > 0 } && rows.Exists(row => row.Value?.JobId.HasValue == true)
            ? string.Join('\n', rows.Select(row => $"{row.Value?.JobId.Text}\t{row.Value?.Filename.Text}\t{row.Value?.MediaId.Text}"))
            : null;
    }

    private static string N(long count) => count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    private static SyncFailedException Contradiction(string sentence) =>
        new(new SyncObstacle(SyncObstacleKind.Pages, sentence));
}

/// <summary>A copy ended before its end.</summary>
internal sealed class SyncFailedException(SyncObstacle obstacle, Exception? inner = null) : Exception(obstacle.Sentence, inner)
{
    public SyncObstacle Obstacle { get; } = obstacle;
}
