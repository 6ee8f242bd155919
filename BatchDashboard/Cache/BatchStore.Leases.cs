using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary>
    /// Takes or renews the right to copy a batch, which one process has at a time. False while another owner's has not
    /// run out.
    /// </summary>
    public Task<bool> TryLeaseAsync(BatchId id, string owner, TimeSpan length, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                var now = Now();
                reader.Prepare(
                    """
                    INSERT INTO copy_leases (batch_id, owner, expires_at) VALUES (?1, ?2, ?3)
                    ON CONFLICT (batch_id) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                    WHERE owner = excluded.owner OR expires_at <= ?4
                    """).Bind(1, id.Value).Bind(2, owner).Bind(3, now + (long)length.TotalMilliseconds).Bind(4, now).Run();
                return CacheReader.Number(reader.Prepare("SELECT changes()")) == 1;
            },
            cancellation);

    /// <summary>Gives the right back; does nothing when another owner has it.</summary>
    public Task EndLeaseAsync(BatchId id, string owner, CancellationToken cancellation) =>
        _database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare("DELETE FROM copy_leases WHERE batch_id = ?1 AND owner = ?2").Bind(1, id.Value).Bind(2, owner).Run();
                return true;
            },
            cancellation);
}
