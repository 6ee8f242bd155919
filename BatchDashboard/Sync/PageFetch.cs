using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Gets one page for a copy, patiently: waits out a rate limit, and retries what may pass.</summary>
internal sealed class PageFetch(WicksonClient client, BatchId id, TimeProvider time)
{
    private const int SmallestPage = 25;

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(45)];

    // The API counts by the hour, so no honest wait is longer; a 429 without a time is given a minute.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>The page that starts where the asked one does, with the number and size that it was asked with in the end.</summary>
    /// <param name="waits">Told before a wait why, and after it with null.</param>
    /// <exception cref="SyncFailedException">It will not pass by waiting.</exception>
    public async Task<(ResultsBody Body, int Number, int Size)> GetAsync(
        int number, int size, Action<SyncObstacle?> waits, CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            WicksonError error;
            try
            {
                return (await client.GetResultsAsync(id, number, size, cancellation), number, size);
            }
            catch (WicksonException exception)
            {
                error = exception.Error;
                if (error.Failure == WicksonFailure.TooLarge && size / 2 >= SmallestPage && size % 2 == 0)
                {
                    // Half the size: the same first job is then the first of page 2n - 1.
                    (number, size) = ((2 * number) - 1, size / 2);
                    continue;
                }

                if (!MayPass(error.Failure) || (error.Failure != WicksonFailure.RateLimited && failures == Pauses.Length))
                {
                    throw new SyncFailedException(Obstacle(error, null), exception);
                }
            }

            var pause = error.Failure == WicksonFailure.RateLimited ? UntilAllowed(error, DefaultWait) : UntilAllowed(error, Pauses[failures++]);
            var passed = Task.Delay(pause, time, cancellation);
            waits(Obstacle(error, time.GetUtcNow() + pause));
            await passed;
            waits(null);
        }
    }

    // Not before the time that the server named, and after the usual pause when it named none.
    private TimeSpan UntilAllowed(WicksonError error, TimeSpan usual)
    {
        var wait = error.RetryAt - time.GetUtcNow() ?? usual;
        return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
    }

    private static bool MayPass(WicksonFailure failure) => failure is WicksonFailure.RateLimited or WicksonFailure.ServerError
        or WicksonFailure.TimedOut or WicksonFailure.Unreachable or WicksonFailure.Unreadable;

    private static SyncObstacle Obstacle(WicksonError error, DateTimeOffset? retryAt) =>
        new(SyncObstacleKind.Api, error.Message) { Error = error, RetryAt = retryAt };
}
