using System.Collections.Concurrent;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What is on its way now, and who wants to hear of it. The database has everything that outlives the process.</summary>
public sealed class ResubmissionChanges
{
    private readonly ConcurrentDictionary<(string Id, int Number), RunningUpload> _running = new();
    private readonly ConcurrentDictionary<Subscription, Action> _subscriptions = new();
    private readonly ConcurrentDictionary<string, long> _stops = new(StringComparer.Ordinal);

    /// <summary>Calls back after a change of a resubmission, often, on whichever thread made it: be quick. Dispose to stop.</summary>
    public IDisposable Subscribe(string id, Action changed)
    {
        var subscription = new Subscription(this, id);
        _subscriptions[subscription] = changed;
        return subscription;
    }

    /// <summary>Bytes passed on by file; null when the batch is not on its way.</summary>
    public IReadOnlyList<long>? Progress(string id, int number) => _running.TryGetValue((id, number), out var running) ? running.Files : null;

    /// <summary>The batches that this process sends now.</summary>
    public IReadOnlyList<(string Id, int Number)> Running() => [.. _running.Keys];

    /// <summary>A batch is on its way from now on, until <see cref="End"/>.</summary>
    public RunningUpload Begin(string id, int number, int files, CancellationToken browserGone)
    {
        var running = new RunningUpload(files, () => Tell(id), browserGone);
        _running[(id, number)] = running;
        return running;
    }

    public void End(string id, int number)
    {
        if (_running.TryRemove((id, number), out var running))
        {
            running.Dispose();
        }
    }

    /// <summary>How often a resubmission was stopped: another number than before says that it was meanwhile.</summary>
    internal long Stops(string id) => _stops.GetValueOrDefault(id);

    internal void Stop(string id)
    {
        _stops.AddOrUpdate(id, 1, static (_, stops) => stops + 1);
        foreach (var (key, running) in _running)
        {
            if (key.Id == id)
            {
                running.Stop();
            }
        }
    }

    internal void Tell(string id)
    {
        foreach (var (subscription, changed) in _subscriptions)
        {
            if (subscription.Id == id)
            {
                changed();
            }
        }
    }

    private sealed class Subscription(ResubmissionChanges changes, string id) : IDisposable
    {
        public string Id { get; } = id;

        public void Dispose() => changes._subscriptions.TryRemove(this, out _);
    }
}
