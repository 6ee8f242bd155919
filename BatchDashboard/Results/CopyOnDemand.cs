using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Results;

/// <summary>Decides when a batch has to be copied before a question can be answered, and waits for it a little.</summary>
public sealed class CopyOnDemand(BatchSync sync, PageLimit limit, IOptions<WicksonOptions> options, TimeProvider time)
{
    /// <summary>How long a page waits for a copy before it shows what there is: small batches are complete by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>Requests that are spent on the rest of a batch without anybody asking for it.</summary>
    public const int CheapRequests = 10;

    // A page that follows changes asks again after every failure; only an operator's own request is tried at once.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    // A running batch's copy ages. For each request that a new one costs it may be this much older, so that a filter
    // that is left open spends at most 240 requests an hour.
    private static readonly TimeSpan AgePerRequest = TimeSpan.FromSeconds(15);

    /// <summary>
    /// True when all pages of a batch that changes no more were copied. The API may have sent fewer jobs than it
    /// announced; it would again, so only a refresh asks once more.
    /// </summary>
    public static bool IsSettled(CachedBatch batch) =>
        batch.IsFinal && batch.Current is { IsComplete: true } copy && copy.BatchStatus == batch.Status;

    /// <summary>True when there is no copy of all pages, or it is of an earlier state of the batch.</summary>
    public bool IsNeeded(CachedBatch? batch)
    {
        if (batch?.Current is not { } copy || copy.BatchStatus != batch.Status)
        {
            return true;
        }

        return !batch.IsFinal
            && time.GetUtcNow() - copy.CompletedAt > AgePerRequest * Math.Min(240, RequestsFor(Math.Max(copy.Jobs, batch.Total)));
    }

    /// <summary>API requests for so many jobs, at least one.</summary>
    public int RequestsFor(long jobs) => Paging.Count(jobs, limit.ForCosts(Math.Max(1, options.Value.PageSize)));

    /// <summary>API requests that copying all jobs costs: none when they are here, those of the missing ones when some are.</summary>
    public int CopyCost(CachedBatch? batch) => batch switch
    {
        { HasAllJobs: true } when !IsNeeded(batch) => 0,
        { Current: { } old } => RequestsFor(Math.Max(old.ExpectedJobs, batch.Total)),
        { Filling: { } part } => RequestsFor(Math.Max(part.ExpectedJobs, batch.Total) - part.Jobs),
        _ => RequestsFor(batch?.Total ?? 0),
    };

    /// <summary>API requests that a refresh costs: all pages of a batch whose whole copy is to be renewed, else one.</summary>
    public int RefreshCost(CachedBatch? batch) => batch?.Current is { } copy ? RequestsFor(Math.Max(copy.Jobs, copy.ExpectedJobs)) : 1;

    public SyncProgress? Progress(BatchId id) => sync.Progress(id);

    /// <summary>
    /// Starts or joins a copy and waits a little for its end. The problem of a copy that failed or is held up, else null.
    /// A copy that failed or that an operator stopped is not begun again by a page that merely follows changes.
    /// </summary>
    public async Task<Problem?> WaitAsync(BatchId id, CachedBatch? batch, CancellationToken cancellation)
    {
        if (IsHeldBack(id))
        {
            return FailureOf(id);
        }

        // Who joins a copy that shows progress already is not kept waiting for its end a second time.
        if (sync.Progress(id) is { IsActive: true } under && (under.Copied > 0 || under.Obstacle is not null))
        {
            return HeldUp(id);
        }

        sync.Start(id, fresh: batch?.Current is not null);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(sync.EndAsync(id), sync.HeldUpAsync(id), Task.Delay(Patience, time, ended.Token));
        await ended.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return FailureOf(id) ?? HeldUp(id);
    }

    /// <summary>Starts a copy of the rest when that is cheap, so that a job's neighbours become known.</summary>
    public void StartIfCheap(CachedBatch batch)
    {
        if (IsNeeded(batch) && CopyCost(batch) <= CheapRequests && !IsHeldBack(batch.Id))
        {
            sync.Start(batch.Id, fresh: batch.Current is not null);
        }
    }

    /// <summary>True when an operator stopped the last copy, and nobody asked for another one since.</summary>
    public bool IsStopped(BatchId id) => sync.Progress(id) is { State: SyncState.Stopped };

    private bool IsHeldBack(BatchId id) => IsStopped(id) || FailureOf(id) is not null;

    // Why a copy under way waits, e.g. for the end of a rate limit.
    private Problem? HeldUp(BatchId id) =>
        sync.Progress(id) is { State: SyncState.Waiting, Obstacle: { } obstacle } ? ProblemWords.Of(obstacle, id) : null;

    // What a contradicting server sent once it will send again: only an operator's own request tries it once more.
    private Problem? FailureOf(BatchId id) =>
        sync.Progress(id) is { State: SyncState.Failed, Obstacle: { } obstacle, EndedAt: { } ended }
        && (obstacle.Kind == SyncObstacleKind.Pages || time.GetUtcNow() - ended < PauseAfterFailure)
            ? ProblemWords.Of(obstacle, id)
            : null;
}
