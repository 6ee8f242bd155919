using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Gets pages for a copy, patiently: waits out a rate limit, and retries what may pass.</summary>
internal sealed class PageFetch(WicksonClient client, BatchId id, TimeProvider time)
{
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(45)];

    // The API counts by the hour, so no honest wait is longer; a 429 without a time is given a minute.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private int _requests;
    private int _repeated;

    // A rate limit is the key's: whichever page meets it, none is asked for before its end.
    private RateLimit? _limit;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Requests for a page that was asked for before.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    /// <param name="waits">Told when <see cref="PageAsk.Obstacle"/> changes.</param>
    /// <exception cref="SyncFailedException">It will not pass by waiting.</exception>
    /// <exception cref="PageSizeException">It may be had in smaller pages.</exception>
    public async Task<ResultsBody> GetAsync(PageAsk ask, Action waits, CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            while (Volatile.Read(ref _limit) is { } limit && limit.End > time.GetUtcNow())
            {
                await WaitAsync(ask, limit.Error, limit.End, waits, cancellation);
            }

            WicksonError error;
            try
            {
                Interlocked.Increment(ref _requests);
                return await client.GetResultsAsync(id, ask.Number, ask.Size, cancellation, RequestPurpose.Sync);
            }
            catch (WicksonException exception)
            {
                error = exception.Error;
                if (error is { Failure: WicksonFailure.RateLimited, Status: null })
                {
                    // The budget of this side was short, so nothing was asked.
                    Interlocked.Decrement(ref _requests);
                }
                else
                {
                    Interlocked.Increment(ref _repeated);
                }

                if (error.Failure == WicksonFailure.TimedOut && ask.Size > PageLimit.SmallestSlowPage)
                {
                    await WaitAsync(ask, error, Until(error, Pauses[0]), waits, cancellation);
                    throw new PageSizeException(error, exception);
                }

                if (error.Failure is WicksonFailure.TooLarge or WicksonFailure.Rejected)
                {
                    throw new PageSizeException(error, exception);
                }

                if (!MayPass(error.Failure) || (error.Failure != WicksonFailure.RateLimited && failures == Pauses.Length))
                {
                    throw new SyncFailedException(Obstacle(error, null), exception);
                }
            }

            if (error.Failure == WicksonFailure.RateLimited)
            {
                Volatile.Write(ref _limit, new RateLimit(Until(error, DefaultWait), error));
            }
            else
            {
                await WaitAsync(ask, error, Until(error, Pauses[failures++]), waits, cancellation);
            }
        }
    }

    public static SyncObstacle Obstacle(WicksonError error, DateTimeOffset? retryAt) =>
        new(SyncObstacleKind.Api, error.Message) { Error = error, RetryAt = retryAt };

    private async Task WaitAsync(PageAsk ask, WicksonError error, DateTimeOffset end, Action waits, CancellationToken cancellation)
    {
        var pause = end - time.GetUtcNow();
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        var passed = Task.Delay(pause, time, cancellation);
        ask.Obstacle = Obstacle(error, end);
        waits();
        await passed;
        ask.Obstacle = null;
        waits();
    }

    // Not before the time that the server named, and after the usual pause when it named none.
    private DateTimeOffset Until(WicksonError error, TimeSpan usual)
    {
        var now = time.GetUtcNow();
        var wait = error.RetryAt - now ?? usual;
        return now + (wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait);
    }

    private static bool MayPass(WicksonFailure failure) => failure is WicksonFailure.RateLimited or WicksonFailure.ServerError
        or WicksonFailure.TimedOut or WicksonFailure.Unreachable or WicksonFailure.Unreadable;

    private sealed record RateLimit(DateTimeOffset End, WicksonError Error);
}

/// <summary>A page could not be had, and its size may be the reason.</summary>
internal sealed class PageSizeException(WicksonError error, Exception inner) : Exception(error.Message, inner)
{
    public WicksonError Error { get; } = error;
}
