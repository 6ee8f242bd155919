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
            async (context, token) =>
            {
                var now = Now();
                return await JobTable.Command(
                    context,
                    """
                    INSERT INTO copy_leases (batch_id, owner, expires_at) VALUES ($batch, $owner, $end)
                    ON CONFLICT (batch_id) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                    WHERE owner = excluded.owner OR expires_at <= $now
                    """,
                    ("$batch", id.Value),
                    ("$owner", owner),
                    ("$end", now + (long)length.TotalMilliseconds),
                    ("$now", now)).ExecuteAsync(token) == 1;
            },
            cancellation);

    /// <summary>Gives the right back; does nothing when another owner has it.</summary>
    public Task EndLeaseAsync(BatchId id, string owner, CancellationToken cancellation) =>
        _database.WriteAsync(
            (context, token) => JobTable.Command(
                context, "DELETE FROM copy_leases WHERE batch_id = $batch AND owner = $owner", ("$batch", id.Value), ("$owner", owner)).ExecuteAsync(token),
            cancellation);
}
