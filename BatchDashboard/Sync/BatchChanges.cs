using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Tells those who look at a batch that it changed. Callbacks run on the announcer's thread and must be quick.</summary>
public sealed class BatchChanges(ILogger<BatchChanges> logger)
{
    private const int MostRemembered = 10_000;

    // A lock and not a concurrent set: "who looks" must be one consistent answer, and the sets are small.
    private readonly Lock _gate = new();
    private readonly HashSet<Subscription> _subscriptions = [];
    private readonly List<Awaiting> _awaiting = [];

    // Of each batch the number of its last announcement among all; of those forgotten the last that any had.
    private readonly Dictionary<BatchId, long> _announced = [];
    private long _allAnnounced;
    private long _forgotten;

    /// <summary>Calls every subscriber of the batch. What a subscriber throws is logged, and harms nobody else.</summary>
    public void Announce(BatchId id)
    {
        Subscription[] interested;
        lock (_gate)
        {
            if (_announced.Count >= MostRemembered)
            {
                _announced.Clear();
                _forgotten = _allAnnounced;
            }

            _announced[id] = ++_allAnnounced;
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

    /// <summary>
    /// A number that is another one after a change of the batch was announced, or of any batch when <paramref name="id"/> is
    /// null: who asks before and after knows what was missed.
    /// </summary>
    public long Announced(BatchId? id)
    {
        lock (_gate)
        {
            return id is { } one ? _announced.GetValueOrDefault(one, _forgotten) : _allAnnounced;
        }
    }

    /// <summary>Calls back after a change of the batch, or of any batch when <paramref name="id"/> is null.</summary>
    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed) => Subscribe(id, changed, counts: true);

    /// <summary>Calls back after a change of any batch, and is no reason to ask for news of one.</summary>
    public IDisposable Hear(Action<BatchId> changed) => Subscribe(null, changed, counts: false);

    /// <summary>Somebody has to be told of these batches though nobody looks at them: they are polled, but rarely.</summary>
    /// <param name="batches">Asked before each poll, so it has to be quick.</param>
    /// <param name="interval">How often is enough.</param>
    public IDisposable Await(Func<IReadOnlyCollection<BatchId>> batches, TimeSpan interval)
    {
        var awaiting = new Awaiting(this, batches, interval);
        lock (_gate)
        {
            _awaiting.Add(awaiting);
        }

        return awaiting;
    }

    /// <summary>The batches that nobody has to look at to be told of, each with the shortest interval that somebody asked for.</summary>
    public IReadOnlyDictionary<BatchId, TimeSpan> Awaited()
    {
        Awaiting[] asked;
        lock (_gate)
        {
            asked = [.. _awaiting];
        }

        return asked.SelectMany(one => one.Batches().Select(id => (Id: id, one.Interval)))
            .GroupBy(one => one.Id, one => one.Interval)
            .ToDictionary(batch => batch.Key, batch => batch.Min());
    }

    private Subscription Subscribe(BatchId? id, Action<BatchId> changed, bool counts)
    {
        var subscription = new Subscription(this, id, changed, counts);
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
                _subscriptions.Any(one => one.Id is null && one.Counts));
        }
    }

    private sealed class Awaiting(BatchChanges owner, Func<IReadOnlyCollection<BatchId>> batches, TimeSpan interval) : IDisposable
    {
        public Func<IReadOnlyCollection<BatchId>> Batches { get; } = batches;

        public TimeSpan Interval { get; } = interval;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._awaiting.Remove(this);
            }
        }
    }

    private sealed class Subscription(BatchChanges owner, BatchId? id, Action<BatchId> changed, bool counts) : IDisposable
    {
        public BatchId? Id { get; } = id;

        /// <summary>Somebody looks: a reason to ask for news.</summary>
        public bool Counts { get; } = counts;

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
