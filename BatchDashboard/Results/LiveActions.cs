using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>What operators do with batches: open, refresh, download and cancel them.</summary>
public sealed class LiveActions(CopyReader copies, CopyOnDemand demand, PageRequests requests, BatchSync sync, BatchCancellation cancel)
{
    private const int MaxOpenedAtOnce = 4;

    /// <inheritdoc cref="IResultsService.OpenAsync" />
    public async Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation)
    {
        var opened = new OpenedBatch[ids.Count];
        Problem? limited = null;
        await Parallel.ForAsync(
            0,
            ids.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxOpenedAtOnce, CancellationToken = cancellation },
            async (index, token) =>
            {
                var (known, _) = await copies.TryFindAsync(ids[index], token);
                var problem = known is null ? Volatile.Read(ref limited) ?? await AskAsync(ids[index], token) : null;
                if (problem is { Kind: ProblemKind.RateLimited })
                {
                    Volatile.Write(ref limited, problem);
                }

                opened[index] = new OpenedBatch(ids[index], problem);
            });
        return opened;
    }

    /// <inheritdoc cref="IResultsService.RefreshAsync" />
    public async Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation)
    {
        requests.Forget(id);
        sync.Forget(id);
        var (known, _) = await copies.TryFindAsync(id, cancellation);
        if (known?.Current is null)
        {
            return await AskAsync(id, cancellation);
        }

        sync.Start(id, fresh: true);
        await sync.FirstPageAsync(id).WaitAsync(cancellation);
        return sync.Progress(id)?.Obstacle is { } obstacle ? ProblemWords.Of(obstacle, id) : null;
    }

    /// <inheritdoc cref="IResultsService.CopyAsync" />
    public async Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation)
    {
        var (known, storage) = await copies.TryFindAsync(id, cancellation);
        if (storage is null && (demand.IsNeeded(known) || known is not { HasAllJobs: true }))
        {
            sync.Start(id, fresh: known?.Current is not null);
        }

        return storage;
    }

    /// <inheritdoc cref="IResultsService.StopCopyAsync" />
    public Task StopCopyAsync(BatchId id) => sync.StopAsync(id, CancellationToken.None);

    /// <inheritdoc cref="IResultsService.CancelAsync" />
    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) => cancel.CancelAsync(id, cancellation);

    private async Task<Problem?> AskAsync(BatchId id, CancellationToken cancellation)
    {
        try
        {
            await requests.GetAsync(id, 1, JobQuery.DefaultPageSize, cancellation);
            return null;
        }
        catch (WicksonException exception)
        {
            return ProblemWords.Of(exception.Error, ProblemWords.Batch(id));
        }
    }
}
