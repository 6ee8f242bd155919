using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>The run of one copy, and what is known of it from outside.</summary>
internal sealed class SyncWorker(BatchId id, DateTimeOffset startedAt)
{
    public BatchId Id { get; } = id;

    public CancellationTokenSource Cancellation { get; } = new();

    public TaskCompletionSource FirstPage { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done while the copy waits for something.</summary>
    public TaskCompletionSource HeldUp
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Run { get; set; } = Task.CompletedTask;

    public volatile bool IsUnwanted;

    public SyncProgress Progress
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    } = new(id, SyncState.Queued, startedAt);

    public long AnnouncedAt { get; set; }
}
