using System.Collections.Concurrent;
using BatchDashboard.Cache;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>
/// Keeps the figures of a batch that is not final live while somebody looks at it: one small request every few seconds,
/// fewer when nothing moves or when only the list of batches is looked at.
/// </summary>
public sealed class BatchWatch(
    WicksonClient client,
    BatchStore store,
    BatchSync sync,
    BatchChanges changes,
    TimeProvider time,
    ILogger<BatchWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // A tab left open for a night must not spend the hour's requests.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(30);

    // From the start and not from the first turn of the loop, which comes at some time after it.
    private readonly PeriodicTimer _timer = new(Interval, time);
    private readonly ConcurrentDictionary<BatchId, Poll> _polls = new();

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            await TickAsync(stoppingToken);
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        try
        {
            var (looked, all) = changes.Looked();
            foreach (var id in looked)
            {
                if (await store.FindAsync(id, cancellation) is { } batch)
                {
                    Consider(batch, Interval, cancellation);
                }
            }

            if (all)
            {
                foreach (var batch in await store.ListAsync(cancellation))
                {
                    Consider(batch, looked.Contains(batch.Id) ? Interval : ListInterval, cancellation);
                }
            }
        }
        catch (CacheException exception)
        {
            logger.LogDebug(exception, "Running batches could not be looked up: {Reason}", exception.Message);
        }
    }

    private void Consider(CachedBatch batch, TimeSpan interval, CancellationToken cancellation)
    {
        if (FinalStatus.Is(batch.Status) || sync.Progress(batch.Id) is { IsActive: true })
        {
            return;
        }

        var poll = _polls.GetOrAdd(batch.Id, _ => new Poll());
        if (poll.Run.IsCompleted && poll.IsDue(time.GetUtcNow(), interval))
        {
            poll.Run = PollAsync(batch, poll, cancellation);
        }
    }

    private async Task PollAsync(CachedBatch before, Poll poll, CancellationToken cancellation)
    {
        poll.LastAt = time.GetUtcNow();
        try
        {
            var body = await client.GetResultsAsync(before.Id, 1, 1, cancellation);
            var after = await store.WriteSummaryAsync(before.Id, body, cancellation);
            var moved = after is not null && Figures(after) != Figures(before);
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
            poll.NotBefore = exception.Error.RetryAt;
        }
        catch (CacheException exception)
        {
            logger.LogDebug(exception, "The figures of batch {BatchId} were not stored: {Reason}", before.Id.Value, exception.Message);
            poll.Pause = Slower(poll.Pause);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            poll.Pause = LongestInterval;
        }
    }

    private static TimeSpan Slower(TimeSpan pause) =>
        TimeSpan.FromTicks(Math.Clamp(pause.Ticks * 2, Interval.Ticks, LongestInterval.Ticks));

    private static (string Status, long Successful, long Failed, long Total) Figures(CachedBatch batch) =>
        (batch.Status, batch.Successful, batch.Failed, batch.Total);

    private sealed class Poll
    {
        public Task Run { get; set; } = Task.CompletedTask;

        public DateTimeOffset? LastAt { get; set; }

        /// <summary>How long nothing moved, so how long to wait at least.</summary>
        public TimeSpan Pause { get; set; }

        public DateTimeOffset? NotBefore { get; set; }

        // Ticks come a little early or late: half an interval decides between two of them.
        public bool IsDue(DateTimeOffset now, TimeSpan interval) =>
            (NotBefore is not { } allowed || now >= allowed)
            && (LastAt is not { } last || now - last >= (Pause > interval ? Pause : interval) - (Interval / 2));
    }
}
