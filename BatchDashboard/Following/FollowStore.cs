using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Following;

/// <summary>Rules, what they found, and the messages about it. Throws <see cref="DatabaseException"/> like <see cref="BatchStore"/>.</summary>
public sealed partial class FollowStore(Database database, TimeProvider time)
{
    private readonly Database _database = database;
    private readonly TimeProvider _time = time;

    public bool IsReadOnly => _database.IsReadOnly;

    /// <summary>The oldest first.</summary>
    public Task<List<FollowRuleEntry>> ListRulesAsync(CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<FollowRuleEntry>().OrderBy(rule => rule.CreatedAt).ThenBy(rule => rule.RuleId).ToListAsync(token), cancellation);

    /// <summary>Null when there is no such rule.</summary>
    public Task<FollowRuleEntry?> FindRuleAsync(string ruleId, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<FollowRuleEntry>().SingleOrDefaultAsync(rule => rule.RuleId == ruleId, token), cancellation);

    public Task AddRuleAsync(FollowRuleEntry rule, CancellationToken cancellation) => _database.WriteAsync(
        (context, token) =>
        {
            context.Add(rule with { Revision = 1 });
            return context.SaveChangesAsync(token);
        },
        cancellation);

    /// <summary>False when somebody has changed or deleted the rule since <see cref="FollowRuleEntry.Revision"/>: nothing is written then.</summary>
    public Task<bool> ChangeRuleAsync(FollowRuleEntry rule, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) => await Seen(context, rule.RuleId, rule.Revision).ExecuteUpdateAsync(
            row => row
                .SetProperty(one => one.Name, rule.Name)
                .SetProperty(one => one.Definition, rule.Definition)
                .SetProperty(one => one.IsEnabled, rule.IsEnabled)
                .SetProperty(one => one.Revision, rule.Revision + 1),
            token) == 1,
        cancellation);

    /// <summary>Its waiting messages are given up; what it found stays. False as for <see cref="ChangeRuleAsync"/>.</summary>
    public Task<bool> DeleteRuleAsync(string ruleId, long revision, string answer, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            if (await Seen(context, ruleId, revision).ExecuteDeleteAsync(token) == 0)
            {
                return false;
            }

            await Waiting(context).Where(message => message.RuleId == ruleId).ExecuteUpdateAsync(
                row => row
                    .SetProperty(message => message.State, DeliveryState.GivenUp)
                    .SetProperty(message => message.NextAt, (DateTimeOffset?)null)
                    .SetProperty(message => message.Answer, answer),
                token);
            return true;
        },
        cancellation);

    private static IQueryable<FollowRuleEntry> Seen(DashboardContext context, string ruleId, long revision) =>
        context.Set<FollowRuleEntry>().Where(rule => rule.RuleId == ruleId && rule.Revision == revision);
}
