namespace BatchDashboard.Results;

/// <summary>One request for all who ask for the same thing at the same time, and for a short time after. Failures are not kept.</summary>
public sealed class SharedRequests<TKey, TValue>(TimeProvider time, TimeSpan kept, int capacity = 100)
    where TKey : notnull
{
    // A lock, for finding an answer and starting a request must be one step; neither waits inside it.
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>The answer that is kept, the one under way, or a new one. A caller that gives up does not end it for the others.</summary>
    public Task<TValue> GetAsync(TKey key, Func<Task<TValue>> ask, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || !IsUsable(entry))
            {
                MakeRoom();
                entry = new Entry();
                entry.Answer = Task.Run(() => RunAsync(entry, ask), CancellationToken.None);
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

    private async Task<TValue> RunAsync(Entry entry, Func<Task<TValue>> ask)
    {
        var answer = await ask();
        entry.AnsweredAt = time.GetTimestamp();
        return answer;
    }

    private bool IsUsable(Entry entry) => !entry.Answer.IsCompleted
        || (entry.Answer.IsCompletedSuccessfully && time.GetElapsedTime(entry.AnsweredAt) < kept);

    private void MakeRoom()
    {
        if (_entries.Count < capacity)
        {
            return;
        }

        foreach (var (key, entry) in _entries.ToList())
        {
            if (!IsUsable(entry))
            {
                _entries.Remove(key);
            }
        }

        // Still full: the answers are all fresh, and asking once more is cheaper than keeping without end.
        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }
    }

    private sealed class Entry
    {
        public Task<TValue> Answer { get; set; } = null!;

        public long AnsweredAt { get; set; }
    }
}
