using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>
    /// Takes or renews the right to copy a batch, which one process has at a time. False while another owner's has not
    /// run out.
    /// </summary>
    public Task<bool> TryLeaseAsync(BatchId id, string owner, TimeSpan length, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var now = await _database.NowAsync(context, token);
            var taken = await context.Leases
                .Where(lease => lease.BatchId == id.Value && (lease.Owner == owner || lease.ExpiresAt <= now))
                .ExecuteUpdateAsync(row => row.SetProperty(lease => lease.Owner, owner).SetProperty(lease => lease.ExpiresAt, now + length), token);
            if (taken > 0 || await context.Leases.AnyAsync(lease => lease.BatchId == id.Value, token))
            {
                return taken > 0;
            }

            context.Add(new CopyLeaseRow { BatchId = id.Value, Owner = owner, ExpiresAt = now + length });
            return await context.SaveChangesAsync(token) > 0;
        },
        cancellation);

    /// <summary>Gives the right back; does nothing when another owner has it.</summary>
    public Task EndLeaseAsync(BatchId id, string owner, CancellationToken cancellation) => _database.WriteAsync(
        (context, token) => context.Leases.Where(lease => lease.BatchId == id.Value && lease.Owner == owner).ExecuteDeleteAsync(token),
        cancellation);
}
