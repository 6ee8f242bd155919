using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Following;

public sealed partial class FollowStore
{
    /// <summary>
    /// Stores what a rule found together with its messages: both or none. Null when the rule has found this before, or is
    /// gone or switched off meanwhile.
    /// </summary>
    public Task<FollowEventEntry?> AddEventAsync(FollowEventEntry found, IReadOnlyList<DeliveryEntry> messages, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                var events = context.Set<FollowEventEntry>();
                if (!await context.Set<FollowRuleEntry>().AnyAsync(rule => rule.RuleId == found.RuleId && rule.IsEnabled, token)
                    || await events.AnyAsync(one => one.RuleId == found.RuleId && one.BatchId == found.BatchId && one.Cause == found.Cause, token))
                {
                    return null;
                }

                var stored = events.Add(found with { Key = 0 }).Entity;
                await context.SaveChangesAsync(token);
                context.AddRange(messages.Select(message => message with { Key = 0, EventKey = stored.Key }));
                await context.SaveChangesAsync(token);
                return stored;
            },
            cancellation);

    /// <summary>What rules have found already, so that nobody looks for it again.</summary>
    public Task<List<(string RuleId, string BatchId, string Cause)>> ListFoundAsync(CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var rules = context.Set<FollowRuleEntry>();
            var found = await context.Set<FollowEventEntry>()
                .Where(one => rules.Any(rule => rule.RuleId == one.RuleId))
                .Select(one => new { one.RuleId, one.BatchId, one.Cause })
                .ToListAsync(token);
            return found.ConvertAll(one => (one.RuleId, one.BatchId, one.Cause));
        },
        cancellation);

    /// <summary>Forgets what was found before a time, and that it was.</summary>
    public Task ForgetEventsAsync(DateTimeOffset before, CancellationToken cancellation) => _database.WriteAsync(
        (context, token) => context.Set<FollowEventEntry>().Where(found => found.HappenedAt < before).ExecuteDeleteAsync(token), cancellation);

    /// <summary>The newest first.</summary>
    public Task<List<FollowEventEntry>> ListEventsAsync(int most, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<FollowEventEntry>().OrderByDescending(found => found.Key).Take(most).ToListAsync(token), cancellation);

    public Task<long> CountUnreadAsync(CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<FollowEventEntry>().LongCountAsync(found => found.ReadAt == null, token), cancellation);

    /// <summary>Up to and including the key, or that one alone.</summary>
    public Task MarkReadAsync(long key, bool andOlder, CancellationToken cancellation) => _database.WriteAsync(
        (context, token) => context.Set<FollowEventEntry>()
            .Where(found => found.ReadAt == null && (found.Key == key || (andOlder && found.Key < key)))
            .ExecuteUpdateAsync(row => row.SetProperty(found => found.ReadAt, _time.GetUtcNow()), token),
        cancellation);
}
