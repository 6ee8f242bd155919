namespace BatchDashboard.Results;

/// <summary>One request for all who ask for the same thing at the same time, and for a short time after. Failures are not kept.</summary>
public sealed class SharedRequests<TKey, TValue>(TimeProvider time, TimeSpan kept, int capacity = 100)
    where TKey : notnull
{
    // A lock, for finding an answer and starting a request must be one step; neither waits inside it.
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>Answers that are kept or under way.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The answer that is kept, the one under way, or a new one. A caller that gives up does not end it for the others.</summary>
    public Task<TValue> GetAsync(TKey key, Func<Task<TValue>> ask, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || !IsUsable(entry))
            {
                // All that is kept is fresh: asking once more is cheaper than keeping without end.
                if (_entries.Count >= capacity)
                {
                    _entries.Clear();
                }

                entry = new Entry();
                entry.Answer = Task.Run(() => RunAsync(key, entry, ask), CancellationToken.None);
                _entries[key] = entry;
            }

            return entry.Answer.WaitAsync(cancellation);
        }
    }

    /// <summary>The next who asks for one of these gets a new answer.</summary>
    public void Forget(Func<TKey, bool> which)
    {
        lock (_gate)
        {
            foreach (var key in _entries.Keys.Where(which).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    private async Task<TValue> RunAsync(TKey key, Entry entry, Func<Task<TValue>> ask)
    {
        try
        {
            var answer = await ask();
            entry.AnsweredAt = time.GetTimestamp();

            // An answer can be large, and perhaps nobody asks again.
            entry.End = time.CreateTimer(_ => Remove(key, entry), null, kept, Timeout.InfiniteTimeSpan);
            return answer;
        }
        catch
        {
            Remove(key, entry);
            throw;
        }
    }

    private void Remove(TKey key, Entry entry)
    {
        entry.End?.Dispose();
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var present) && present == entry)
            {
                _entries.Remove(key);
            }
        }
    }

    private bool IsUsable(Entry entry) => !entry.Answer.IsCompleted
        || (entry.Answer.IsCompletedSuccessfully && time.GetElapsedTime(entry.AnsweredAt) < kept);

    private sealed class Entry
    {
        public Task<TValue> Answer { get; set; } = null!;

        public long AnsweredAt { get; set; }

        /// <summary>Lets go of the answer.</summary>
        public ITimer? End { get; set; }
    }
}
