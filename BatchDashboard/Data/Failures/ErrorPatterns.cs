using System.IO.Hashing;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Failures;

/// <summary>How many failures of a whole copy have one error type and one message pattern.</summary>
internal sealed class ErrorPatternRow
{
    public long SnapshotKey { get; set; }
    public int Number { get; set; }
    /// <summary>See <see cref="BatchErrors.Hash"/>.</summary>
    public long TypeHash { get; set; }
    /// <summary>Null for failures without a message.</summary>
    public string? Pattern { get; set; }
    /// <summary>See <see cref="ErrorPatterns.Hash"/>.</summary>
    public long PatternHash { get; set; }
    /// <summary>Not one pattern: all of the error type that have no row of their own.</summary>
    public bool IsRest { get; set; }
    public long Files { get; set; }
    /// <summary>When the first and the last of them failed, in Unix milliseconds; null when the API does not say.</summary>
    public long? FirstAt { get; set; }
    public long? LastAt { get; set; }
}

/// <summary>Counts failures by error type and message pattern, one after another.</summary>
internal sealed class ErrorPatterns
{
    private const int MaxRows = 500;

    // Messages that all differ, in what no pattern masks, must not fill the memory.
    private const int MaxCounted = 20_000;

    private readonly Dictionary<string, string> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Type, string? Pattern, bool IsRest), Counted> _counts = [];

    /// <summary>Names a pattern in an index: the number of <see cref="FailureTable.PatternId"/>.</summary>
    public static long Hash(string? pattern) => pattern is null ? 0 : unchecked((long)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(pattern)));

    /// <param name="typeHash">See <see cref="BatchErrors.Hash"/>.</param>
    /// <param name="at">When it failed, in Unix milliseconds; null when that is not known.</param>
    public void Add(long typeHash, string? message, string? fileName, long? at)
    {
        var pattern = message is null ? null : PatternOf(message, fileName);
        var key = (typeHash, pattern, IsRest: false);
        if (!_counts.TryGetValue(key, out var count))
        {
            key = _counts.Count < MaxCounted ? key : (typeHash, null, true);
            if (!_counts.TryGetValue(key, out count))
            {
                _counts[key] = count = new Counted();
            }
        }

        count.Add(at);
    }

    /// <summary>Replaces the patterns of a copy by those counted.</summary>
    public async Task WriteAsync(DashboardContext context, long snapshot, CancellationToken cancellation)
    {
        await context.Set<ErrorPatternRow>().Where(row => row.SnapshotKey == snapshot).ExecuteDeleteAsync(cancellation);
        var ordered = _counts.OrderBy(count => count.Key.IsRest).ThenByDescending(count => count.Value.Files).ToList();
        var rows = ordered.Take(MaxRows).Where(count => !count.Key.IsRest).Select(count => Row(count.Key.Type, count.Key.Pattern, false, count.Value)).ToList();
        rows.AddRange(ordered.Skip(rows.Count).GroupBy(count => count.Key.Type).Select(rest => Row(rest.Key, null, true, Counted.Sum(rest.Select(count => count.Value)))));
        for (var number = 0; number < rows.Count; number++)
        {
            (rows[number].SnapshotKey, rows[number].Number) = (snapshot, number);
        }

        context.AddRange(rows);
        await context.SaveChangesAsync(cancellation);
    }

    private static ErrorPatternRow Row(long type, string? pattern, bool isRest, Counted count) => new()
    {
        TypeHash = type,
        Pattern = pattern,
        PatternHash = Hash(pattern),
        IsRest = isRest,
        Files = count.Files,
        FirstAt = count.First,
        LastAt = count.Last,
    };

    private string PatternOf(string message, string? fileName)
    {
        if (_patterns.TryGetValue(message, out var pattern))
        {
            return pattern;
        }

        pattern = MessagePattern.Of(message, fileName);
        if (_patterns.Count < MaxCounted)
        {
            _patterns.Add(message, pattern);
        }

        return pattern;
    }

    private sealed class Counted
    {
        public long Files { get; private set; }
        public long? First { get; private set; }
        public long? Last { get; private set; }

        public void Add(long? at)
        {
            Files++;
            Widen(at, at);
        }

        public static Counted Sum(IEnumerable<Counted> counts)
        {
            var sum = new Counted();
            foreach (var count in counts)
            {
                sum.Files += count.Files;
                sum.Widen(count.First, count.Last);
            }

            return sum;
        }

        private void Widen(long? first, long? last)
        {
            First = first < First || First is null ? first ?? First : First;
            Last = last > Last || Last is null ? last ?? Last : Last;
        }
    }
}
