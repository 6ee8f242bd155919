namespace BatchDashboard.Cache;

public sealed partial class FollowStore
{
    private const string EventColumns = "key, rule_id, batch_id, cause, happened_at, sentence, facts, read_at";

    /// <summary>
    /// Stores what a rule found together with its messages: both or none. Null when the rule has found this before, or is
    /// gone or switched off meanwhile.
    /// </summary>
    public Task<FollowEventEntry?> AddEventAsync(FollowEventEntry found, IReadOnlyList<DeliveryEntry> messages, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                var row = reader.Prepare(
                    """
                    INSERT INTO follow_events (rule_id, batch_id, cause, happened_at, sentence, facts)
                    SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM follow_rules WHERE rule_id = ?1 AND is_enabled = 1)
                    ON CONFLICT DO NOTHING RETURNING key
                    """);
                row.Bind(1, found.RuleId).Bind(2, found.BatchId).Bind(3, found.Cause).Bind(4, Stored(found.HappenedAt)).Bind(5, found.Sentence).Bind(6, found.Facts);
                var key = CacheReader.Number(row);
                if (key == 0)
                {
                    return null;
                }

                foreach (var message in messages)
                {
                    Add(reader, message with { EventKey = key });
                }

                return found with { Key = key };
            },
            cancellation);

    /// <summary>What rules have found already, so that nobody looks for it again.</summary>
    public Task<IReadOnlyList<(string RuleId, string BatchId, string Cause)>> ListFoundAsync(CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<(string, string, string)>>(
            (reader, _) => CacheReader.All(
                reader.Prepare("SELECT rule_id, batch_id, cause FROM follow_events WHERE rule_id IN (SELECT rule_id FROM follow_rules)"),
                row => (row.Text(0) ?? "", row.Text(1) ?? "", row.Text(2) ?? "")),
            cancellation);

    /// <summary>Forgets what was found before a time, and that it was.</summary>
    public Task ForgetEventsAsync(DateTimeOffset before, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare("DELETE FROM follow_events WHERE happened_at < ?1").Bind(1, Stored(before)).Run();
                return true;
            },
            cancellation);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<FollowEventEntry>> ListEventsAsync(int most, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<FollowEventEntry>>(
            (reader, _) => CacheReader.All(
                reader.Prepare($"SELECT {EventColumns} FROM follow_events ORDER BY key DESC LIMIT ?1").Bind(1, (long)most), ReadEvent),
            cancellation);

    public Task<long> CountUnreadAsync(CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, _) => CacheReader.Number(reader.Prepare("SELECT count(*) FROM follow_events WHERE read_at IS NULL")), cancellation);

    /// <summary>Up to and including the key, or that one alone.</summary>
    public Task MarkReadAsync(long key, bool andOlder, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare("UPDATE follow_events SET read_at = ?2 WHERE read_at IS NULL AND (key = ?1 OR (?3 = 1 AND key < ?1))")
                    .Bind(1, key).Bind(2, Stored(_time.GetUtcNow())).Bind(3, andOlder ? 1L : 0L).Run();
                return true;
            },
            cancellation);

    private static FollowEventEntry ReadEvent(Statement row) => new(
        row.Long(0),
        row.Text(1) ?? "",
        row.Text(2) ?? "",
        row.Text(3) ?? "",
        At(row.Long(4)),
        row.Text(5) ?? "",
        row.Text(6) ?? "",
        row.LongOrNull(7) is { } read ? At(read) : null);
}
