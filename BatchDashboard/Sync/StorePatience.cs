using BatchDashboard.Cache;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BatchDashboard.Sync;

/// <summary>Waits, in the open, while another program holds the database. Everything else that storage says ends the copy.</summary>
internal static class StorePatience
{
    // The database has waited itself before it says that it is busy.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <param name="waits">Told before a wait why, and after it with null.</param>
    public static async Task<T> WaitAsync<T>(Func<Task<T>> work, TimeProvider time, Action<SyncObstacle?> waits, CancellationToken cancellation)
    {
        while (true)
        {
            CacheException busy;
            try
            {
                return await work();
            }
            catch (CacheException exception) when (IsBusy(exception))
            {
                busy = exception;
            }

            var passed = Task.Delay(Pause, time, cancellation);
            waits(new SyncObstacle(SyncObstacleKind.Storage, busy.Message) { RetryAt = time.GetUtcNow() + Pause });
            await passed;
            waits(null);
        }
    }

    public static bool IsBusy(CacheException exception)
    {
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED })
            {
                return true;
            }
        }

        return false;
    }
}
