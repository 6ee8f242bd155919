using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>
/// Keeps the figures of batches that are not final live while somebody looks at them: one small request a turn,
/// whichever batch has waited longest, so that the cost does not grow with the number of batches.
/// </summary>
/// <remarks>
/// Of the 1,000 requests an hour, polls take at most 360, one in 10 s, however many batches run. A page that follows
/// its batch reads its jobs anew at most every 30 s (PageRequests.Kept), 120 an hour. One open tab on a moving batch
/// thus costs 480 an hour. The list of 17 running batches costs 360: each is polled about every three minutes. When
/// nothing moves, a batch is polled once a minute, and so is one that only a rule follows. When the budget runs short,
/// polls are so rare that half of what it leaves to them would last until the window ends.
/// </remarks>
public sealed class BatchWatch(
    WicksonClient client,
    RequestBudget budget,
    BatchStore store,
    BatchSync sync,
    BatchChanges changes,
    TimeProvider time,
    ILogger<BatchWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // A tab left open for a night must not spend the hour's requests.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(30);

    // From the start and not from the first turn of the loop, which comes at some time after it.
    private readonly PeriodicTimer _timer = new(Interval, time);

    // Only the loop uses these. Batches that nobody looks at any more are forgotten.
    private readonly Dictionary<BatchId, Poll> _polls = [];
    private DateTimeOffset? _lastPollAt;

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (DatabaseException exception)
            {
                logger.LogDebug(exception, "Running batches could not be looked up: {Reason}", exception.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // A defect here must not stop the whole app; the next turn tries again.
                logger.LogError(exception, "Running batches were not polled.");
            }
        }
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        var running = await RunningAsync(cancellation);
        foreach (var gone in _polls.Keys.Where(id => !running.Exists(one => one.Batch.Id == id)).ToList())
        {
            _polls.Remove(gone);
        }

        var now = time.GetUtcNow();
        if (!IsAffordable(now))
        {
            return;
        }

        var next = running
            .Select(one => (one.Batch, one.Interval, Poll: PollOf(one.Batch.Id)))
            .Where(one => one.Poll.IsDue(now, one.Interval))
            .OrderBy(one => one.Poll.LastAt ?? DateTimeOffset.MinValue)
            .FirstOrDefault();
        if (next.Batch is not null)
        {
            next.Poll.LastAt = _lastPollAt = now;
            await PollAsync(next.Batch, next.Poll, cancellation);
        }
    }

    // A batch that is copied brings its figures with every page.
    private async Task<List<(CachedBatch Batch, TimeSpan Interval)>> RunningAsync(CancellationToken cancellation)
    {
        var (looked, all) = changes.Looked();
        var awaited = changes.Awaited();
        var batches = all ? await store.UnfinishedAsync(cancellation) : await store.FindAsync(looked.Union(awaited.Keys), cancellation);
        return
        [
            .. batches
                .Where(batch => !batch.IsFinal && sync.Progress(batch.Id) is not { IsActive: true })
                .Select(batch => (batch, looked.Contains(batch.Id) ? Interval : IntervalOf(batch.Id))),
        ];

        TimeSpan IntervalOf(BatchId id)
        {
            var interval = awaited.GetValueOrDefault(id, ListInterval);
            return all && interval > ListInterval ? ListInterval : interval;
        }
    }

    private bool IsAffordable(DateTimeOffset now)
    {
        if (budget.RefusedUntil(RequestPurpose.Status) is not null)
        {
            return false;
        }

        var state = budget.State;
        var share = (state.ResetsAt - now ?? TimeSpan.Zero) * 2 / Math.Max(1, state.Free(RequestPurpose.Status));
        return _lastPollAt is not { } last || now - last >= share - (Interval / 2);
    }

    private Poll PollOf(BatchId id)
    {
        if (!_polls.TryGetValue(id, out var poll))
        {
            _polls[id] = poll = new Poll();
        }

        return poll;
    }

    private async Task PollAsync(CachedBatch before, Poll poll, CancellationToken cancellation)
    {
        try
        {
            var body = await client.PollResultsAsync(before.Id, cancellation);
            var after = await store.WriteSummaryAsync(before.Id, body, cancellation);
            var moved = after is not null && !after.HasFiguresOf(before);
            poll.Pause = moved ? TimeSpan.Zero : Slower(poll.Pause);
            if (moved)
            {
                changes.Announce(before.Id);
            }
        }
        catch (WicksonException exception)
        {
            // The page that is looked at tells its own failures; here the only use of one is to ask less.
            logger.LogDebug(exception, "Batch {BatchId} was not polled: {Reason}", before.Id.Value, exception.Message);
            poll.Pause = Slower(poll.Pause);
        }
        catch (DatabaseException exception)
        {
            logger.LogDebug(exception, "The figures of batch {BatchId} were not stored: {Reason}", before.Id.Value, exception.Message);
            poll.Pause = Slower(poll.Pause);
        }
    }

    private static TimeSpan Slower(TimeSpan pause) =>
        TimeSpan.FromTicks(Math.Clamp(pause.Ticks * 2, Interval.Ticks, LongestInterval.Ticks));

    private sealed class Poll
    {
        public DateTimeOffset? LastAt { get; set; }

        /// <summary>How long nothing moved, so how long to wait at least.</summary>
        public TimeSpan Pause { get; set; }

        // Ticks come a little early or late: half an interval decides between two of them.
        public bool IsDue(DateTimeOffset now, TimeSpan interval) =>
            LastAt is not { } last || now - last >= (Pause > interval ? Pause : interval) - (Interval / 2);
    }
}
