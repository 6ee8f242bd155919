using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Sync;

/// <summary>Runs one copy from its turn to its end: two batches at a time in this process, one process at a time for a batch.</summary>
public sealed class CopyRun(
    WicksonClient client, BatchStore store, PageLimit limit, CopyOwner owner, IOptions<WicksonOptions> options, TimeProvider time, ILogger<CopyRun> logger)
    : IDisposable
{
    private const int MaxAtOnce = 2;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _slots = new(MaxAtOnce);

    public void Dispose() => _slots.Dispose();

    /// <summary>Done when the copy is complete, whoever made it.</summary>
    /// <param name="queued">Told when other batches are copied first.</param>
    /// <exception cref="SyncFailedException">It cannot be made.</exception>
    /// <exception cref="DatabaseException">It cannot be stored.</exception>
    internal async Task RunAsync(SyncWorker worker, Action queued, Action<SyncProgress> report)
    {
        var token = worker.Token;
        var isFresh = worker.IsFresh;
        while (true)
        {
            if (!_slots.Wait(0, CancellationToken.None))
            {
                queued();
                await _slots.WaitAsync(token);
            }

            try
            {
                token.ThrowIfCancellationRequested();
                if (await IsMadeHereAsync(worker, isFresh, report))
                {
                    return;
                }
            }
            finally
            {
                _slots.Release();
            }

            if (await IsMadeElsewhereAsync(worker, report))
            {
                return;
            }

            // What the other process has begun is gone on with.
            isFresh = false;
        }
    }

    /// <summary>False when another process makes the copy, or has taken it over because this one hung for long.</summary>
    private async Task<bool> IsMadeHereAsync(SyncWorker worker, bool isFresh, Action<SyncProgress> report)
    {
        await using var lease = await TakeAsync(worker, report);
        if (lease is null)
        {
            return false;
        }

        try
        {
            await CopyAsync(worker, isFresh, lease, report);
            return true;
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !worker.Token.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<CopyLease?> TakeAsync(SyncWorker worker, Action<SyncProgress> report)
    {
        var waiting = new SyncProgress(worker.Id, SyncState.Waiting, worker.Progress.StartedAt);
        return await StorePatience.WaitAsync(
            () => CopyLease.TryTakeAsync(worker.Id, owner, store, time, worker.Token),
            time,
            obstacle => report(waiting with { State = obstacle is null ? SyncState.Copying : SyncState.Waiting, Obstacle = obstacle }),
            worker.Token);
    }

    private async Task CopyAsync(SyncWorker worker, bool isFresh, CopyLease lease, Action<SyncProgress> report)
    {
        if (!isFresh && await WasMadeAsync(worker))
        {
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(worker.Token, lease.Lost);
        var fetch = new PageFetch(client, worker.Id, time);
        var tracker = new CopyTracker(worker.Id, fetch, time, report);
        try
        {
            await using var copy = new BatchCopy(worker.Id, isFresh, lease, fetch, limit, store, time, tracker);
            await copy.RunAsync(Math.Max(1, options.Value.PageSize), ending.Token);
        }
        finally
        {
            var seen = tracker.Progress;
            logger.LogInformation(
                "Batch {BatchId}: {Copied} of {Total} jobs (announced first: {FirstTotal}); requests: {Requests}, pages asked for again: {Again}, restarts: {Restarts}.",
                worker.Id.Value, seen.Copied, seen.Total, seen.FirstTotal, seen.RequestsSpent, seen.PagesAskedAgain, seen.Restarts);
        }
    }

    // Another process may have completed the copy between the question for it and this process's turn.
    private async Task<bool> WasMadeAsync(SyncWorker worker) =>
        await store.FindAsync(worker.Id, worker.Token) is { Current: { } whole } batch
        && whole.CompletedAt >= worker.Progress.StartedAt
        && batch.Filling is not { SyncWanted: true };

    /// <summary>Shows how far the other process is. True when it has completed the copy, false when it makes it no more.</summary>
    private async Task<bool> IsMadeElsewhereAsync(SyncWorker worker, Action<SyncProgress> report)
    {
        var before = (await store.FindAsync(worker.Id, worker.Token))?.Current?.Key;
        var pace = new CopyPaceMeter(time);
        while (true)
        {
            var looked = Task.Delay(LookInterval, time, worker.Token);
            var batch = await store.FindAsync(worker.Id, worker.Token);
            if (batch?.Current is { } whole && whole.Key != before)
            {
                report(Elsewhere(worker, whole, pace));
                return true;
            }

            report(Elsewhere(worker, batch?.Filling, pace));
            await looked;
            await using var lease = await CopyLease.TryTakeAsync(worker.Id, owner, store, time, worker.Token);
            if (lease is not null)
            {
                batch = await store.FindAsync(worker.Id, worker.Token);
                if (batch?.Current is { } made && made.Key != before)
                {
                    report(Elsewhere(worker, made, pace));
                    return true;
                }

                return batch?.Filling is { SyncWanted: false } ? throw new SyncStoppedException() : false;
            }
        }
    }

    private SyncProgress Elsewhere(SyncWorker worker, Snapshot? copy, CopyPaceMeter pace)
    {
        var copied = copy?.Jobs ?? 0;
        return new SyncProgress(worker.Id, SyncState.Copying, worker.Progress.StartedAt)
        {
            IsElsewhere = true,
            Jobs = copy?.Portion ?? default,
            JobsPerSecond = pace.JobsPerSecond(copied),
            ExpectedEnd = copy is null ? null : pace.EndOf(Math.Max(0, copy.ExpectedJobs - copied), time.GetUtcNow()),
        };
    }
}
