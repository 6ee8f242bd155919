namespace BatchDashboard.Cache;

/// <summary>Counts the endings of file names as they pass: there may be a hundred thousand names, and few endings.</summary>
internal sealed class EndingCounts
{
    // Names that nobody chose with care may each have an ending of their own.
    private const int MostDifferent = 10_000;

    private readonly Dictionary<string, (long Count, int Order)> _counts = new(StringComparer.Ordinal);
    private long _without;
    private int _firstWithout = -1;
    private int _seen;

    public void Add(string? foldedName)
    {
        var order = _seen++;
        if (ErrorDetails.Ending(foldedName) is not { } ending)
        {
            _without++;
            _firstWithout = _firstWithout < 0 ? order : _firstWithout;
        }
        else if (_counts.TryGetValue(ending, out var known))
        {
            _counts[ending] = (known.Count + 1, known.Order);
        }
        else if (_counts.Count < MostDifferent)
        {
            _counts[ending] = (1, order);
        }
    }

    /// <summary>The most frequent first; of equally frequent ones, the one that came first. Null for names without one.</summary>
    public IReadOnlyList<(string? Value, long Count)> MostFrequent(int most) =>
    [
        .. _counts
            .Select(ending => (Value: (string?)ending.Key, ending.Value.Count, ending.Value.Order))
            .Concat(_without > 0 ? [((string?)null, _without, _firstWithout)] : [])
            .OrderByDescending(ending => ending.Count)
            .ThenBy(ending => ending.Order)
            .Take(most)
            .Select(ending => (ending.Value, ending.Count)),
    ];
}
