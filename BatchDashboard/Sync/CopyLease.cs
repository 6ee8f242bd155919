using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>The right to copy one batch, which one process has at a time; kept until it is given back.</summary>
internal sealed class CopyLease : IAsyncDisposable
{
    /// <summary>How long nobody takes over from a process that hangs.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly BatchId _id;
    private readonly string _owner;
    private readonly BatchStore _store;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private long _renewedAt;

    private CopyLease(BatchId id, string owner, BatchStore store, TimeProvider time)
    {
        _id = id;
        _owner = owner;
        _store = store;
        _time = time;
        _renewedAt = time.GetTimestamp();
        _renewing = RenewAsync(new PeriodicTimer(Renewal, time));
    }

    /// <summary>Asks to stop: another process has the right now.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Null while another process has it.</summary>
    public static async Task<CopyLease?> TryTakeAsync(BatchId id, CopyOwner owner, BatchStore store, TimeProvider time, CancellationToken cancellation) =>
        await store.TryLeaseAsync(id, owner.Name, Length, cancellation) ? new CopyLease(id, owner.Name, store, time) : null;

    /// <summary>Before a write: a process that was asleep for longer than its lease must not write into a copy that another one makes.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _renewedAt)) > Length)
        {
            await RenewOnceAsync(cancellation);
        }

        Lost.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        try
        {
            await _store.EndLeaseAsync(_id, _owner, CancellationToken.None);
        }
        catch (DatabaseException)
        {
            // It runs out by itself.
        }

        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_ended.Token))
                {
                    await RenewOnceAsync(_ended.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // It is given back.
            }
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellation)
    {
        try
        {
            var asked = _time.GetTimestamp();
            if (await _store.TryLeaseAsync(_id, _owner, Length, cancellation))
            {
                Volatile.Write(ref _renewedAt, asked);
            }
            else
            {
                await _lost.CancelAsync();
            }
        }
        catch (DatabaseException)
        {
            // Nobody else can take it either while the database is not to be written; the copy's own write tells why.
        }
    }
}
