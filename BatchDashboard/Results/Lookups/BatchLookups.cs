using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Results.Lookups;

/// <summary>
/// The batches that are to be looked up, in the database, so that they survive a restart. What was pasted last comes first, in the
/// order pasted: somebody waits for it now. What the API failed to answer comes again after all others.
/// </summary>
public sealed class BatchLookups(Database database, BatchChanges changes, TimeProvider time)
{
    // No request lasts as long: a process that has a batch for longer is gone.
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(5);

    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when this process queues the next batches.</summary>
    public Task Added => Volatile.Read(ref _added).Task;

    /// <summary>What holds up the look-ups of this process.</summary>
    public Problem? Obstacle
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    public Task<Answer<LookupPlan>> PlanAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) => Stored.AnswerAsync(async () =>
        new Answer<LookupPlan>(await database.ReadAsync(
            async (context, token) =>
            {
                var here = await HereAsync(context, [.. ids.Select(id => id.Value)], token);
                var waiting = await Waiting(context).Select(queued => queued.BatchId).ToHashSetAsync(StringComparer.Ordinal, token);
                var missing = ids.Where(id => !here.Contains(id.Value)).ToList();
                var queued = missing.Count(id => waiting.Contains(id.Value));
                return new LookupPlan(missing, [.. ids.Where(id => here.Contains(id.Value))], queued, waiting.Count - queued);
            },
            cancellation)));

    /// <summary>Queues those that are not known yet, before all others. Those that failed are tried again. Null when it worked.</summary>
    public async Task<Problem?> AddAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation)
    {
        string[] wanted = [.. ids.Select(id => id.Value).Distinct(StringComparer.Ordinal)];
        var answer = await ChangeAsync(
            async (context, token) =>
            {
                var here = await HereAsync(context, wanted, token);
                await context.Set<QueuedBatch>().Where(queued => EF.Parameter(wanted).Contains(queued.BatchId)).ExecuteDeleteAsync(token);
                var now = time.GetUtcNow();
                await context.InsertAsync(
                    wanted.Where(id => !here.Contains(id)).Select((id, position) => new QueuedBatch { BatchId = id, AskedAt = now, Position = position }), token);
                return ids;
            },
            cancellation);
        Interlocked.Exchange(ref _added, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return answer.Problem;
    }

    /// <summary>Removes all that wait, and tells which they were.</summary>
    public Task<Answer<IReadOnlyList<BatchId>>> StopAsync(CancellationToken cancellation) => ChangeAsync(
        async (context, token) =>
        {
            var waiting = await InOrder(Waiting(context)).Select(queued => queued.BatchId).ToListAsync(token);
            await context.Set<QueuedBatch>().Where(queued => queued.Failure == null).ExecuteDeleteAsync(token);
            return waiting.ConvertAll(BatchId.Parse);
        },
        cancellation);

    /// <summary>Removes all that failed. Null when it worked.</summary>
    public async Task<Problem?> DismissAsync(CancellationToken cancellation) => (await ChangeAsync(
        async (context, token) =>
        {
            var failed = context.Set<QueuedBatch>().Where(queued => queued.Failure != null);
            var ids = await failed.Select(queued => queued.BatchId).ToListAsync(token);
            await failed.ExecuteDeleteAsync(token);
            return ids.ConvertAll(BatchId.Parse);
        },
        cancellation)).Problem;

    /// <summary>Null when nothing waits and nothing failed.</summary>
    /// <exception cref="DatabaseException">It cannot be read.</exception>
    public Task<LookupProgress?> ProgressAsync(CancellationToken cancellation) => database.ReadAsync(
        async (context, token) =>
        {
            var total = await context.Set<QueuedBatch>().CountAsync(token);
            if (total == 0)
            {
                return null;
            }

            var waiting = await Waiting(context).CountAsync(token);
            var failed = await InOrder(Missing(context).Where(queued => queued.Failure != null)).ToListAsync(token);
            return waiting + failed.Count == 0
                ? null
                : new LookupProgress(
                    total, waiting, failed.ConvertAll(row => new FailedLookup(BatchId.Parse(row.BatchId), row.Failure!, row.IsNotFound)), Obstacle);
        },
        cancellation);

    /// <summary>The next batch to look up, which no other process gets meanwhile; null when there is none.</summary>
    /// <exception cref="DatabaseException">It cannot be read or written.</exception>
    public async Task<(BatchId Id, int Attempts)?> TakeAsync(string owner, CancellationToken cancellation)
    {
        // Nothing is written while nothing is queued.
        if (!await database.ReadAsync((context, token) => context.Set<QueuedBatch>().AnyAsync(queued => queued.Failure == null, token), cancellation))
        {
            return null;
        }

        return await database.WriteAsync<(BatchId, int)?>(
            async (context, token) =>
            {
                var now = await database.NowAsync(context, token);
                var free = Waiting(context).Where(queued => queued.Owner == null || queued.Owner == owner || queued.LeasedUntil <= now);
                if (await InOrder(free).FirstOrDefaultAsync(token) is { } next)
                {
                    (next.Owner, next.LeasedUntil) = (owner, now + LeaseLength);
                    await context.SaveChangesAsync(token);
                    return (BatchId.Parse(next.BatchId), next.Attempts);
                }

                if (!await Waiting(context).AnyAsync(token))
                {
                    // All that is left is known by now.
                    await context.Set<QueuedBatch>().Where(queued => queued.Failure == null).ExecuteDeleteAsync(token);
                }

                return null;
            },
            cancellation);
    }

    /// <summary>Gives back a batch that was not looked up.</summary>
    /// <param name="failure">Why it will not be tried again; null when it will.</param>
    /// <exception cref="DatabaseException">It cannot be written.</exception>
    public async Task ReturnAsync(BatchId id, int attempts, string? failure, bool isNotFound, CancellationToken cancellation)
    {
        await database.WriteAsync(
            (context, token) =>
            {
                context.Announce(id.Value);
                return context.Set<QueuedBatch>().Where(queued => queued.BatchId == id.Value).ExecuteUpdateAsync(
                    row => row.SetProperty(queued => queued.Attempts, attempts)
                        .SetProperty(queued => queued.Failure, failure)
                        .SetProperty(queued => queued.IsNotFound, isNotFound)
                        .SetProperty(queued => queued.Owner, (string?)null),
                    token);
            },
            cancellation);
        changes.Announce(id);
    }

    private static async Task<HashSet<string>> HereAsync(DashboardContext context, string[] ids, CancellationToken cancellation) => await context.Known()
        .Where(batch => EF.Parameter(ids).Contains(batch.BatchId))
        .Select(batch => batch.BatchId)
        .ToHashSetAsync(StringComparer.Ordinal, cancellation);

    private static IQueryable<QueuedBatch> Missing(DashboardContext context)
    {
        var known = context.Known();
        return context.Set<QueuedBatch>().Where(queued => !known.Any(batch => batch.BatchId == queued.BatchId));
    }

    private static IQueryable<QueuedBatch> Waiting(DashboardContext context) => Missing(context).Where(queued => queued.Failure == null);

    private static IQueryable<QueuedBatch> InOrder(IQueryable<QueuedBatch> queued) =>
        queued.OrderBy(row => row.Attempts).ThenByDescending(row => row.AskedAt).ThenBy(row => row.Position);

    // Pages look again after a change of any batch; one of these is enough to tell them, here and in other processes.
    private async Task<Answer<IReadOnlyList<BatchId>>> ChangeAsync(
        Func<DashboardContext, CancellationToken, Task<IReadOnlyList<BatchId>>> change, CancellationToken cancellation)
    {
        var answer = await Stored.AnswerAsync(async () => new Answer<IReadOnlyList<BatchId>>(await database.WriteAsync(
            async (context, token) =>
            {
                var changed = await change(context, token);
                foreach (var id in changed.Take(1))
                {
                    context.Announce(id.Value);
                }

                return changed;
            },
            cancellation)));
        foreach (var id in answer.Value?.Take(1) ?? [])
        {
            changes.Announce(id);
        }

        return answer;
    }
}
