using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Where a copy begins: at its first job, or where an interrupted one was.</summary>
/// <param name="Stored">Jobs from the first on that are here without a gap.</param>
/// <param name="PageSize">The size to ask for.</param>
/// <param name="IsGranted">The server is known to grant this size to this batch.</param>
internal sealed record CopyStart(Snapshot Snapshot, long Stored, int PageSize, bool IsGranted)
{
    public static async Task<CopyStart> FindAsync(BatchStore store, BatchId id, bool fresh, int pageSize, CancellationToken cancellation)
    {
        var interrupted = fresh ? null : (await store.FindAsync(id, cancellation))?.Filling;
        var snapshot = await store.BeginSyncAsync(id, fresh, cancellation);
        if (snapshot.Jobs == 0)
        {
            return new CopyStart(snapshot, 0, pageSize, IsGranted: false);
        }

        var stored = await StoredAsync(store, snapshot, cancellation);
        return interrupted is { SyncWanted: true } && await GrantedBeforeAsync(store, snapshot, stored, pageSize, cancellation) is { } granted
            ? new CopyStart(snapshot, stored, granted, IsGranted: true)
            : new CopyStart(snapshot, stored, pageSize, IsGranted: false);
    }

    // Jobs that are here need not stand at the front: an operator may have looked at a page in the middle.
    private static async Task<long> StoredAsync(BatchStore store, Snapshot snapshot, CancellationToken cancellation)
    {
        var (here, end) = (0L, snapshot.Jobs);
        var middle = end;
        while (here < end)
        {
            var count = (int)Math.Min(middle - here, int.MaxValue);
            if (await store.CountRangeAsync(snapshot.Key, here, count, cancellation) == count)
            {
                here += count;
            }
            else
            {
                end = here + count - 1;
            }

            middle = here + ((end - here + 1) / 2);
        }

        return here;
    }

    // A server that grants fewer jobs a page than are asked for would be asked for a page in vain, only to learn that
    // again. The newest stored page tells when it is the copy's own, which ends where the stored jobs end, or when their
    // number does not fit the size that is asked for.
    private static async Task<int?> GrantedBeforeAsync(
        BatchStore store, Snapshot snapshot, long stored, int pageSize, CancellationToken cancellation)
    {
        if (await store.HeaderAsync(snapshot.Key, cancellation) is not { } header)
        {
            return null;
        }

        var newest = GrantedPage.Of(header, 1, pageSize);
        return newest.Size <= pageSize && (newest.First + newest.Size == stored || stored % pageSize != 0) ? newest.Size : null;
    }
}
