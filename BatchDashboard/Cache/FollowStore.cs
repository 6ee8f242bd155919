namespace BatchDashboard.Cache;

/// <summary>Rules, what they found, and the messages about it. Throws <see cref="CacheException"/> like <see cref="BatchStore"/>.</summary>
public sealed partial class FollowStore(CacheDatabase database, TimeProvider time)
{
    private readonly CacheDatabase _database = database;
    private readonly TimeProvider _time = time;

    private const string RuleColumns = "rule_id, name, definition, is_enabled, created_at, revision";

    public bool IsReadOnly => _database.IsReadOnly;

    /// <summary>The oldest first.</summary>
    public Task<IReadOnlyList<FollowRuleEntry>> ListRulesAsync(CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<FollowRuleEntry>>(
            (reader, _) => CacheReader.All(reader.Prepare($"SELECT {RuleColumns} FROM follow_rules ORDER BY created_at, rule_id"), ReadRule),
            cancellation);

    /// <summary>Null when there is no such rule.</summary>
    public Task<FollowRuleEntry?> FindRuleAsync(string ruleId, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, _) =>
            {
                var row = reader.Prepare($"SELECT {RuleColumns} FROM follow_rules WHERE rule_id = ?1").Bind(1, ruleId);
                return row.Step() ? ReadRule(row) : null;
            },
            cancellation);

    public Task AddRuleAsync(FollowRuleEntry rule, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare($"INSERT INTO follow_rules ({RuleColumns}) VALUES (?1, ?2, ?3, ?4, ?5, 1)")
                    .Bind(1, rule.RuleId).Bind(2, rule.Name).Bind(3, rule.Definition).Bind(4, rule.IsEnabled ? 1L : 0L).Bind(5, Stored(rule.CreatedAt))
                    .Run();
                return true;
            },
            cancellation);

    /// <summary>False when somebody has changed or deleted the rule since <see cref="FollowRuleEntry.Revision"/>: nothing is written then.</summary>
    public Task<bool> ChangeRuleAsync(FollowRuleEntry rule, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                var row = reader.Prepare(
                    """
                    UPDATE follow_rules SET name = ?3, definition = ?4, is_enabled = ?5, revision = revision + 1
                    WHERE rule_id = ?1 AND revision = ?2 RETURNING revision
                    """);
                row.Bind(1, rule.RuleId).Bind(2, rule.Revision).Bind(3, rule.Name).Bind(4, rule.Definition).Bind(5, rule.IsEnabled ? 1L : 0L);
                return CacheReader.Number(row) > 0;
            },
            cancellation);

    /// <summary>Its waiting messages are given up; what it found stays. False as for <see cref="ChangeRuleAsync"/>.</summary>
    public Task<bool> DeleteRuleAsync(string ruleId, long revision, string answer, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                var row = reader.Prepare("DELETE FROM follow_rules WHERE rule_id = ?1 AND revision = ?2 RETURNING revision");
                if (CacheReader.Number(row.Bind(1, ruleId).Bind(2, revision)) == 0)
                {
                    return false;
                }

                reader.Prepare("UPDATE deliveries SET state = 'given up', next_at = NULL, answer = ?2 WHERE rule_id = ?1 AND state = 'waiting'")
                    .Bind(1, ruleId).Bind(2, answer).Run();
                return true;
            },
            cancellation);

    private static FollowRuleEntry ReadRule(Statement row) => new(
        row.Text(0) ?? "", row.Text(1) ?? "", row.Text(2) ?? "", row.Long(3) == 1, At(row.Long(4)), row.Long(5));

    private static long Stored(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
