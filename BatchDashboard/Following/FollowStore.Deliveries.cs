using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Following;

public sealed partial class FollowStore
{
    // Of one receiver, so that another with a thousand messages leaves room for the rest.
    private const int MaxOfOne = 20;

    /// <summary>Stores a message that no event asks for, taken by the caller for so long.</summary>
    public Task<DeliveryEntry> AddDeliveryAsync(DeliveryEntry message, TimeSpan lease, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var stored = context.Add(message with { Key = 0, TakenUntil = await _database.NowAsync(context, token) + lease }).Entity;
            await context.SaveChangesAsync(token);
            return stored;
        },
        cancellation);

    /// <summary>The newest first.</summary>
    public Task<List<DeliveryEntry>> ListDeliveriesAsync(int most, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<DeliveryEntry>().OrderByDescending(message => message.Key).Take(most).ToListAsync(token), cancellation);

    /// <summary>Messages whose time has come and that nobody sends, the oldest first, and when the next one after them is due.</summary>
    public Task<(List<DeliveryEntry> Due, DateTimeOffset? Next)> DueAsync(CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var due = Due(context, now, await _database.NowAsync(context, token));
            var ofEach = due.Select(message => message.Target).Distinct()
                .SelectMany(target => due.Where(message => message.Target == target).OrderBy(message => message.Key).Take(MaxOfOne));
            return (
                await ofEach.OrderBy(message => message.Key).ToListAsync(token),
                await Waiting(context).Where(message => message.NextAt > now).MinAsync(message => message.NextAt, token));
        },
        cancellation);

    /// <summary>
    /// Takes a message for sending, for so long, after which it is due again: a process that ends in the middle loses
    /// nothing. False when another has it, or it is settled.
    /// </summary>
    public Task<bool> TakeDeliveryAsync(long key, TimeSpan lease, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var now = await _database.NowAsync(context, token);
            return await Due(context, _time.GetUtcNow(), now).Where(message => message.Key == key)
                .ExecuteUpdateAsync(row => row.SetProperty(message => message.TakenUntil, now + lease), token) == 1;
        },
        cancellation);

    /// <summary>Stores what an attempt came to. A message that was settled meanwhile, with its rule, stays so.</summary>
    public Task SettleDeliveryAsync(DeliveryEntry message, CancellationToken cancellation) => _database.WriteAsync(
        (context, token) => context.Set<DeliveryEntry>()
            .Where(row => row.Key == message.Key && (row.State == DeliveryState.Waiting || message.State == DeliveryState.Delivered))
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(one => one.State, message.State)
                    .SetProperty(one => one.Attempts, message.Attempts)
                    .SetProperty(one => one.NextAt, message.NextAt)
                    .SetProperty(one => one.TakenUntil, (DateTimeOffset?)null)
                    .SetProperty(one => one.LastAt, message.LastAt)
                    .SetProperty(one => one.Answer, message.Answer)
                    .SetProperty(one => one.Target, message.Target),
                token),
        cancellation);

    /// <summary>Sends a message once more, under the id that it has. False when there is none, or it is about to be sent.</summary>
    public Task<bool> ResendDeliveryAsync(long key, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) => await context.Set<DeliveryEntry>().Where(message => message.Key == key && message.State != DeliveryState.Waiting)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(message => message.State, DeliveryState.Waiting)
                    .SetProperty(message => message.Attempts, 0)
                    .SetProperty(message => message.NextAt, _time.GetUtcNow()),
                token) == 1,
        cancellation);

    /// <summary>Forgets messages that were settled and made before a time.</summary>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation) => _database.WriteAsync(
        (context, token) => context.Set<DeliveryEntry>().Where(message => message.State != DeliveryState.Waiting && message.CreatedAt < before)
            .ExecuteDeleteAsync(token),
        cancellation);

    private static IQueryable<DeliveryEntry> Due(DashboardContext context, DateTimeOffset now, DateTimeOffset databaseNow) =>
        Waiting(context).Where(message => message.NextAt <= now && (message.TakenUntil == null || message.TakenUntil <= databaseNow));

    private static IQueryable<DeliveryEntry> Waiting(DashboardContext context) =>
        context.Set<DeliveryEntry>().Where(message => message.State == DeliveryState.Waiting);
}
