namespace BatchDashboard.Cache;

public sealed partial class FollowStore
{
    private const string DeliveryColumns =
        "key, rule_id, event_key, webhook_id, delivery_id, target, body, state, attempts, created_at, next_at, last_at, answer";

    // Of one receiver, so that another with a thousand messages leaves room for the rest.
    private const int MostOfOne = 20;

    private const string WaitingWord = "waiting";
    private const string DeliveredWord = "delivered";
    private const string GivenUpWord = "given up";

    /// <summary>Stores a message that no event asks for.</summary>
    public Task<DeliveryEntry> AddDeliveryAsync(DeliveryEntry message, CancellationToken cancellation) =>
        _database.WriteAsync((reader, _) => message with { Key = Add(reader, message) }, cancellation);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<DeliveryEntry>> ListDeliveriesAsync(int most, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<DeliveryEntry>>(
            (reader, _) => CacheReader.All(
                reader.Prepare($"SELECT {DeliveryColumns} FROM deliveries ORDER BY key DESC LIMIT ?1").Bind(1, (long)most), ReadDelivery),
            cancellation);

    /// <summary>Messages whose time has come, the oldest first, and when the next one after them is due.</summary>
    public Task<(IReadOnlyList<DeliveryEntry> Due, DateTimeOffset? Next)> DueAsync(CancellationToken cancellation) =>
        _database.ReadAsync<(IReadOnlyList<DeliveryEntry>, DateTimeOffset?)>(
            (reader, _) =>
            {
                var now = Stored(_time.GetUtcNow());
                var due = CacheReader.All(
                    reader.Prepare(
                        $"""
                        SELECT {DeliveryColumns} FROM
                          (SELECT *, row_number() OVER (PARTITION BY target ORDER BY key) AS place FROM deliveries WHERE state = 'waiting' AND next_at <= ?1)
                        WHERE place <= ?2 ORDER BY key
                        """).Bind(1, now).Bind(2, (long)MostOfOne),
                    ReadDelivery);
                var next = CacheReader.Number(reader.Prepare("SELECT min(next_at) FROM deliveries WHERE state = 'waiting' AND next_at > ?1").Bind(1, now));
                return (due, next == 0 ? null : At(next));
            },
            cancellation);

    /// <summary>
    /// Takes a message for sending until a time, after which it is due again: a process that ends in the middle loses
    /// nothing. False when another has it, or it is settled.
    /// </summary>
    public Task<bool> TakeDeliveryAsync(long key, DateTimeOffset until, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                var row = reader.Prepare(
                    "UPDATE deliveries SET next_at = ?2 WHERE key = ?1 AND state = 'waiting' AND next_at <= ?3 RETURNING key");
                return CacheReader.Number(row.Bind(1, key).Bind(2, Stored(until)).Bind(3, Stored(_time.GetUtcNow()))) > 0;
            },
            cancellation);

    /// <summary>Stores what an attempt came to. A message that was settled meanwhile, with its rule, stays so.</summary>
    public Task SettleDeliveryAsync(DeliveryEntry message, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare(
                        """
                        UPDATE deliveries SET state = ?2, attempts = ?3, next_at = ?4, last_at = ?5, answer = ?6, target = ?7
                        WHERE key = ?1 AND (state = 'waiting' OR ?2 = 'delivered')
                        """)
                    .Bind(1, message.Key).Bind(2, Word(message.State)).Bind(3, (long)message.Attempts)
                    .Bind(4, message.NextAt is { } next ? Stored(next) : null)
                    .Bind(5, message.LastAt is { } last ? Stored(last) : null)
                    .Bind(6, message.Answer).Bind(7, message.Target)
                    .Run();
                return true;
            },
            cancellation);

    /// <summary>Sends a message once more, under the id that it has. False when there is none, or it is about to be sent.</summary>
    public Task<bool> ResendDeliveryAsync(long key, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                var row = reader.Prepare(
                    "UPDATE deliveries SET state = 'waiting', attempts = 0, next_at = ?2 WHERE key = ?1 AND state <> 'waiting' RETURNING key");
                return CacheReader.Number(row.Bind(1, key).Bind(2, Stored(_time.GetUtcNow()))) > 0;
            },
            cancellation);

    /// <summary>Forgets messages that were settled and made before a time.</summary>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare("DELETE FROM deliveries WHERE state <> 'waiting' AND created_at < ?1").Bind(1, Stored(before)).Run();
                return true;
            },
            cancellation);

    private static long Add(CacheReader reader, DeliveryEntry message)
    {
        var row = reader.Prepare(
            """
            INSERT INTO deliveries (rule_id, event_key, webhook_id, delivery_id, target, body, state, attempts, created_at, next_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9) RETURNING key
            """);
        row.Bind(1, message.RuleId).Bind(2, message.EventKey).Bind(3, message.WebhookId).Bind(4, message.DeliveryId).Bind(5, message.Target)
            .Bind(6, message.Body).Bind(7, Word(message.State)).Bind(8, Stored(message.CreatedAt))
            .Bind(9, message.NextAt is { } next ? Stored(next) : null);
        return CacheReader.Number(row);
    }

    private static DeliveryEntry ReadDelivery(Statement row) => new(
        row.Long(0),
        row.Text(1) ?? "",
        row.LongOrNull(2),
        row.Text(3) ?? "",
        row.Text(4) ?? "",
        row.Text(5) ?? "",
        row.Text(6) ?? "",
        State(row.Text(7)),
        (int)row.Long(8),
        At(row.Long(9)),
        row.LongOrNull(10) is { } next ? At(next) : null,
        row.LongOrNull(11) is { } last ? At(last) : null,
        row.Text(12));

    private static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => WaitingWord,
        DeliveryState.Delivered => DeliveredWord,
        _ => GivenUpWord,
    };

    private static DeliveryState State(string? word) => word switch
    {
        WaitingWord => DeliveryState.Waiting,
        DeliveredWord => DeliveryState.Delivered,
        _ => DeliveryState.GivenUp,
    };
}
