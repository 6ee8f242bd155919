using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>The run of one copy, and what is known of it from outside.</summary>
internal sealed class SyncWorker(BatchId id, bool isFresh, DateTimeOffset startedAt) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private Task _cancelling = Task.CompletedTask;
    private bool _hasEnded;
    private bool _announcesLater;

    public BatchId Id { get; } = id;

    /// <summary>It copies anew, whatever is stored.</summary>
    public bool IsFresh { get; } = isFresh;

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Done when a page is stored, something holds the copy up, or it has ended.</summary>
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

    /// <summary>True when a change is to be told soon and that is not arranged yet.</summary>
    public bool TryAnnounceLater() => !Interlocked.Exchange(ref _announcesLater, true);

    public void AnnouncesNow() => Volatile.Write(ref _announcesLater, false);

    /// <summary>Asks the run to end; does nothing after its end.</summary>
    public Task CancelAsync()
    {
        lock (_gate)
        {
            return _hasEnded ? _cancelling : _cancelling = _cancellation.CancelAsync();
        }
    }

    /// <summary>The run's last step.</summary>
    public async ValueTask DisposeAsync()
    {
        Task cancelling;
        lock (_gate)
        {
            _hasEnded = true;
            cancelling = _cancelling;
        }

        await cancelling;
        _cancellation.Dispose();
    }
}
