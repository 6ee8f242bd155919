using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Copies batches into the cache: one worker a batch however many ask, two batches at a time.</summary>
public sealed class BatchSync(
    CopyRun runs,
    BatchStore store,
    BatchChanges changes,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<BatchSync> logger) : BackgroundService
{
    // How a copy ended is told for as long as anybody may care; a year of batches is not kept for it.
    private const int MaxRemembered = 500;

    // Several times a second is as fast as anybody can read.
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Dictionary<BatchId, SyncWorker> _workers = [];
    private bool _isEnding;

    /// <summary>
    /// Starts a copy, or joins the one under way. Returns at once. A fresh one takes the place of one that only goes on
    /// with what is stored: an operator who asks for a refresh must not get the rest of an old copy.
    /// </summary>
    /// <param name="fresh">Copy anew, whatever is stored.</param>
    public SyncProgress Start(BatchId id, bool fresh)
    {
        lock (_gate)
        {
            var present = _workers.GetValueOrDefault(id);
            if (present is { Progress.IsActive: true } && (present.IsFresh || !fresh))
            {
                return present.Progress;
            }

            MakeRoom();
            var worker = new SyncWorker(id, fresh, time.GetUtcNow());
            _workers[id] = worker;
            if (_isEnding)
            {
                worker.Progress = worker.Progress with { State = SyncState.Stopped };
                worker.FirstPage.TrySetResult();
                return worker.Progress;
            }

            var before = present is null ? Task.CompletedTask : EndAsync(present);
            worker.Run = Task.Run(() => RunAsync(worker, before), CancellationToken.None);
            return worker.Progress;
        }
    }

    /// <summary>Ends a copy under way; what has arrived stays. Done when the copy has ended.</summary>
    public async Task StopAsync(BatchId id, CancellationToken cancellation)
    {
        if (Find(id) is not { } worker)
        {
            return;
        }

        worker.IsUnwanted = true;
        await worker.CancelAsync();
        await worker.Run.WaitAsync(cancellation);
    }

    /// <summary>Forgets how the last copy ended, so that the next who needs one starts it. A copy under way goes on.</summary>
    public void Forget(BatchId id)
    {
        lock (_gate)
        {
            if (_workers.GetValueOrDefault(id) is { Progress.IsActive: false })
            {
                _workers.Remove(id);
            }
        }
    }

    /// <summary>The copy under way, or how the last one since the start of the app ended; null when there was none.</summary>
    public SyncProgress? Progress(BatchId id) => Find(id)?.Progress;

    /// <summary>Waits until the copy under way has ended, in whatever way; at once when there is none.</summary>
    public Task EndAsync(BatchId id) => Find(id)?.Run ?? Task.CompletedTask;

    /// <summary>Waits until the copy under way has stored a page, or something holds it up: a failure, or other copies before it.</summary>
    public Task FirstPageAsync(BatchId id) => Find(id)?.FirstPage.Task ?? Task.CompletedTask;

    /// <summary>Waits until something holds the copy up, such as a rate limit; at once when that is so now.</summary>
    public Task HeldUpAsync(BatchId id) => Find(id)?.HeldUp.Task ?? Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The workers end at their next await; the host's own patience bounds the wait.
        await Task.WhenAny(Task.WhenAll(CancelAll()), Task.Delay(Timeout.Infinite, cancellationToken));
    }

    /// <summary>Goes on with the copies that the end of the app interrupted.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The sandbox answers only once the app listens.
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            foreach (var id in await store.InterruptedSyncsAsync(stoppingToken))
            {
                logger.LogInformation("Going on with the interrupted copy of batch {BatchId}.", id.Value);
                Start(id, fresh: false);
            }
        }
        catch (DatabaseException exception)
        {
            logger.LogWarning(exception, "Interrupted copies could not be looked up: {Reason}", exception.Message);
        }
    }

    private Task[] CancelAll()
    {
        SyncWorker[] workers;
        lock (_gate)
        {
            _isEnding = true;
            workers = [.. _workers.Values];
        }

        return [.. workers.Select(EndAsync)];
    }

    private static async Task EndAsync(SyncWorker worker)
    {
        await worker.CancelAsync();
        await worker.Run;
    }

    private void MakeRoom()
    {
        if (_workers.Count >= MaxRemembered)
        {
            var ended = _workers.Values.Where(worker => !worker.Progress.IsActive).OrderBy(worker => worker.Progress.EndedAt);
            foreach (var worker in ended.Take(MaxRemembered / 2).ToList())
            {
                _workers.Remove(worker.Id);
            }
        }
    }

    private SyncWorker? Find(BatchId id)
    {
        lock (_gate)
        {
            return _workers.GetValueOrDefault(id);
        }
    }

    // Never throws. Two copies of one batch at the same time would write into one snapshot, so the one before ends first.
    private async Task RunAsync(SyncWorker worker, Task before)
    {
        var id = worker.Id;
        var token = worker.Token;
        try
        {
            await before;
            await runs.RunAsync(worker, () => worker.FirstPage.TrySetResult(), progress => Report(worker, progress));
            End(worker, SyncState.Done, null);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            if (worker.IsUnwanted)
            {
                await ForgetAsync(id);
            }

            End(worker, SyncState.Stopped, null);
        }
        catch (SyncStoppedException)
        {
            End(worker, SyncState.Stopped, null);
        }
        catch (SyncFailedException exception)
        {
            logger.LogWarning("The copy of batch {BatchId} ended: {Reason}", id.Value, exception.Message);
            if (IsForGood(exception.Obstacle))
            {
                await ForgetAsync(id);
            }

            End(worker, SyncState.Failed, exception.Obstacle);
        }
        catch (DatabaseException exception)
        {
            logger.LogWarning(exception, "The copy of batch {BatchId} could not be stored: {Reason}", id.Value, exception.Message);
            End(worker, SyncState.Failed, new SyncObstacle(SyncObstacleKind.Storage, exception.Message));
        }
        catch (Exception exception)
        {
            // A defect must end as a failed copy that the page shows, not as a worker that seems to run for ever.
            logger.LogError(exception, "The copy of batch {BatchId} failed.", id.Value);
            End(worker, SyncState.Failed, new SyncObstacle(SyncObstacleKind.Pages, "The copy ended because of an error in this dashboard; its log has the details."));
        }
        finally
        {
            await worker.DisposeAsync();
        }
    }

    // What the API will say again after a restart is not tried again by itself.
    private static bool IsForGood(SyncObstacle obstacle) => obstacle.Kind == SyncObstacleKind.Pages
        || obstacle.Error?.Failure is WicksonFailure.NotFound or WicksonFailure.PaymentRequired or WicksonFailure.Rejected or WicksonFailure.TooLarge;

    private async Task ForgetAsync(BatchId id)
    {
        try
        {
            await store.EndSyncAsync(id, CancellationToken.None);
        }
        catch (DatabaseException exception)
        {
            logger.LogWarning(exception, "The end of the copy of batch {BatchId} was not stored: {Reason}", id.Value, exception.Message);
        }
    }

    private void Report(SyncWorker worker, SyncProgress progress)
    {
        var stateChanged = worker.Progress.State != progress.State;
        worker.Progress = progress;
        if (progress.PagesStored > 0 || progress.IsElsewhere || progress.State == SyncState.Waiting)
        {
            worker.FirstPage.TrySetResult();
        }

        if (progress.State == SyncState.Waiting)
        {
            worker.HeldUp.TrySetResult();
        }
        else if (worker.HeldUp.Task.IsCompleted)
        {
            worker.HeldUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (stateChanged)
        {
            changes.Announce(worker.Id);
        }
        else if (worker.TryAnnounceLater())
        {
            _ = AnnounceLaterAsync(worker);
        }
    }

    // At the end of the interval and not at its beginning: the last change before a long wait is told as well.
    private async Task AnnounceLaterAsync(SyncWorker worker)
    {
        await Task.Delay(AnnounceInterval, time, CancellationToken.None);
        worker.AnnouncesNow();
        if (worker.Progress.IsActive)
        {
            changes.Announce(worker.Id);
        }
    }

    private void End(SyncWorker worker, SyncState state, SyncObstacle? obstacle)
    {
        worker.Progress = worker.Progress with { State = state, Obstacle = obstacle, EndedAt = time.GetUtcNow() };
        worker.FirstPage.TrySetResult();
        changes.Announce(worker.Id);
    }
}
