using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Counts values as they pass: there may be a hundred thousand of them, and few different ones.</summary>
internal sealed class ValueCounts
{
    // Values that nobody chose with care may all be different.
    private const int MostDifferent = 5_000;
    private const int Longest = 300;

    private readonly Dictionary<string, (long Count, int Order)> _counts = new(StringComparer.Ordinal);
    private long _without;
    private int _firstWithout = -1;
    private int _seen;

    /// <summary>Values so far.</summary>
    public long Count => _seen;

    public void Add(string? value)
    {
        var order = _seen++;
        value = value is { Length: > Longest } ? SoundText.Clean(value[..Longest]) + "…" : value;
        if (value is null)
        {
            _without++;
            _firstWithout = _firstWithout < 0 ? order : _firstWithout;
        }
        else if (_counts.TryGetValue(value, out var known))
        {
            _counts[value] = (known.Count + 1, known.Order);
        }
        else if (_counts.Count < MostDifferent)
        {
            _counts[value] = (1, order);
        }
    }

    /// <summary>The most frequent first; of equally frequent ones, the one that came first. Null for what has none.</summary>
    public IReadOnlyList<(string? Value, long Count)> MostFrequent(int most) =>
    [
        .. _counts
            .Select(value => (Value: (string?)value.Key, value.Value.Count, value.Value.Order))
            .Concat(_without > 0 ? [((string?)null, _without, _firstWithout)] : [])
            .OrderByDescending(value => value.Count)
            .ThenBy(value => value.Order)
            .Take(most)
            .Select(value => (value.Value, value.Count)),
    ];
}
