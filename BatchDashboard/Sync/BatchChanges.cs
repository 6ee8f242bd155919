using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Tells those who look at a batch that it changed. Callbacks run on the announcer's thread and must be quick.</summary>
public sealed class BatchChanges(ILogger<BatchChanges> logger)
{
    // A lock and not a concurrent set: "who looks" must be one consistent answer, and the sets are small.
    private readonly Lock _gate = new();
    private readonly HashSet<Subscription> _subscriptions = [];

    /// <summary>Calls every subscriber of the batch. What a subscriber throws is logged, and harms nobody else.</summary>
    public void Announce(BatchId id)
    {
        Subscription[] interested;
        lock (_gate)
        {
            interested = [.. _subscriptions.Where(subscription => subscription.Id is null || subscription.Id == id)];
        }

        foreach (var subscription in interested)
        {
            try
            {
                subscription.Changed(id);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "A subscriber of batch {BatchId} failed.", id.Value);
            }
        }
    }

    /// <summary>Calls back after a change of the batch, or of any batch when <paramref name="id"/> is null.</summary>
    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed)
    {
        var subscription = new Subscription(this, id, changed);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>The batches that somebody looks at, and whether somebody looks at the list of all.</summary>
    public (IReadOnlyList<BatchId> Batches, bool All) Looked()
    {
        lock (_gate)
        {
            return ([.. _subscriptions.Where(one => one.Id is not null).Select(one => one.Id!.Value).Distinct()],
                _subscriptions.Any(one => one.Id is null));
        }
    }

    private sealed class Subscription(BatchChanges owner, BatchId? id, Action<BatchId> changed) : IDisposable
    {
        public BatchId? Id { get; } = id;

        public Action<BatchId> Changed { get; } = changed;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._subscriptions.Remove(this);
            }
        }
    }
}
