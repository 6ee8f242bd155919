using BatchDashboard.Data;

namespace BatchDashboard.Sync;

/// <summary>Waits, in the open, while another program holds the database, or its server starts anew. Everything else that storage says ends the copy.</summary>
internal static class StorePatience
{
    // The database has waited itself before it says that it is busy.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <param name="waits">Told before a wait why, and after it with null.</param>
    public static async Task<T> WaitAsync<T>(Func<Task<T>> work, TimeProvider time, Action<SyncObstacle?> waits, CancellationToken cancellation)
    {
        while (true)
        {
            DatabaseException busy;
            try
            {
                return await work();
            }
            catch (DatabaseException exception) when (exception.IsPassing)
            {
                busy = exception;
            }

            var passed = Task.Delay(Pause, time, cancellation);
            waits(new SyncObstacle(SyncObstacleKind.Storage, busy.Message) { RetryAt = time.GetUtcNow() + Pause });
            await passed;
            waits(null);
        }
    }
}
