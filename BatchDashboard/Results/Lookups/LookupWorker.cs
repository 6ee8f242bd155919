using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results.Lookups;

/// <summary>
/// Looks up the queued batches one after another, with requests that neither people nor polls need. What is queued is in the
/// database, so a restart goes on with it.
/// </summary>
public sealed class LookupWorker(
    BatchLookups queue,
    PageRequests requests,
    RequestBudget budget,
    CopyOwner owner,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<LookupWorker> logger) : BackgroundService
{
    /// <summary>How often a batch is asked about that the API fails to answer.</summary>
    public const int MaxAttempts = 6;

    /// <summary>How often it looks for what another process has queued and left behind.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(5);

    /// <summary>After one failure of the API, two in a row, and so on.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The sandbox answers only once the app listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            // From before the look, so that nothing is missed that is queued after it.
            var added = queue.Added;
            var rest = await TryTurnAsync(stoppingToken);
            if (rest > TimeSpan.Zero)
            {
                await added.WaitAsync(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<TimeSpan> TryTurnAsync(CancellationToken cancellation)
    {
        try
        {
            return await TurnAsync(cancellation);
        }
        catch (DatabaseException exception)
        {
            logger.LogWarning(exception, "Batches could not be looked up: {Reason}", exception.Message);
            return HoldUp(ProblemWords.Of(exception));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // A defect here must not stop the whole app; the next turn tries again.
            logger.LogError(exception, "Batches were not looked up.");
            return LookInterval;
        }
    }

    /// <summary>Looks one up. Returns how long to rest before the next.</summary>
    private async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        await budget.WhenAllowedAsync(RequestPurpose.Sync, cancellation);
        if (await queue.TakeAsync(owner.Name, cancellation) is not { } next)
        {
            GoOn();
            return LookInterval;
        }

        try
        {
            await requests.LookUpAsync(next.Id, cancellation);
            GoOn();
            return TimeSpan.Zero;
        }
        catch (OperationCanceledException)
        {
            // The app ends; another process may take it at once.
            await queue.ReturnAsync(next.Id, next.Attempts, failure: null, isNotFound: false, CancellationToken.None);
            throw;
        }
        catch (WicksonException exception)
        {
            return await ReturnAsync(next.Id, next.Attempts, exception.Error, cancellation);
        }
    }

    private async Task<TimeSpan> ReturnAsync(BatchId id, int attempts, WicksonError error, CancellationToken cancellation)
    {
        var problem = ProblemWords.Of(error, "this batch");
        var rest = TimeSpan.Zero;
        var isOver = false;
        switch (error.Failure)
        {
            case WicksonFailure.RateLimited when error.Status is null:
                // Somebody else had the last request; the budget tells when there are more.
                break;
            case WicksonFailure.RateLimited or WicksonFailure.Unreachable or WicksonFailure.Unauthorized or WicksonFailure.PaymentRequired:
                // No batch is to blame, and the next would fare no better.
                rest = HoldUp(problem);
                break;
            case WicksonFailure.ServerError or WicksonFailure.TimedOut or WicksonFailure.Unreadable:
                isOver = ++attempts == MaxAttempts;
                rest = HoldUp(problem);
                break;
            default:
                isOver = true;
                GoOn();
                break;
        }

        await queue.ReturnAsync(id, attempts, isOver ? problem.Sentence : null, error.Failure == WicksonFailure.NotFound, cancellation);
        return rest;
    }

    private void GoOn() => (_failures, queue.Obstacle) = (0, null);

    private TimeSpan HoldUp(Problem problem)
    {
        var rest = Pauses[Math.Min(_failures++, Pauses.Count - 1)];
        queue.Obstacle = problem with { RetryAt = time.GetUtcNow() + rest };
        return rest;
    }
}
