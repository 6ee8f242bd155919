using System.IO.Hashing;
using System.Text;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Failures;

/// <summary>How many failures of a whole copy have one error type and one message pattern, or one value of a key of their details.</summary>
internal sealed class ErrorGroupRow
{
    public long SnapshotKey { get; set; }
    public int Number { get; set; }
    /// <summary>See <see cref="BatchErrors.Hash"/>.</summary>
    public long TypeHash { get; set; }
    /// <summary>The key of <c>error.details</c>; null for message patterns.</summary>
    public string? DetailKey { get; set; }
    /// <summary>See <see cref="ErrorGroups.KeyHash"/>.</summary>
    public long KeyHash { get; set; }
    /// <summary>The pattern or the value; null for failures without a message.</summary>
    public string? Text { get; set; }
    /// <summary>See <see cref="ErrorGroups.Hash"/>.</summary>
    public long TextHash { get; set; }
    /// <summary>Not one group: all of the error type and the key that have no row of their own.</summary>
    public bool IsRest { get; set; }
    public long Files { get; set; }
    /// <summary>When the first and the last of them failed, in Unix milliseconds; null when the API does not say.</summary>
    public long? FirstAt { get; set; }
    public long? LastAt { get; set; }
}

/// <summary>Counts failures by error type and message pattern, and by the values of their details, one after another.</summary>
internal sealed class ErrorGroups
{
    private const int MaxPatternRows = 500;
    private const int MaxValueRows = 2_000;
    private const int MaxKeys = 30;

    // What differs in each file must not fill the memory.
    private const int MaxPatterns = 20_000;
    private const int MaxValuesOfAKey = 2_000;
    private const int MaxValues = 50_000;
    private const int FailuresAtOnce = 5_000;

    private readonly Dictionary<string, string> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Type, string? Key), Kind> _kinds = [];
    private readonly Dictionary<long, string> _keys = [];
    private readonly List<(long Type, long? At)> _read = [];
    private DetailColumns _details = new();
    private int _values;

    /// <summary>Names a text in an index: for a pattern the number of <see cref="FailureTable.PatternId"/>, 0 for none.</summary>
    public static long Hash(string? text) => text is null ? 0 : unchecked((long)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)));

    /// <summary>The same for all spellings of a key of details; 0 for message patterns.</summary>
    public static long KeyHash(string? key) => key is null ? 0 : BatchErrors.Hash(key);

    /// <param name="typeHash">See <see cref="BatchErrors.Hash"/>.</param>
    /// <param name="at">When it failed, in Unix milliseconds; null when that is not known.</param>
    /// <param name="raw">The whole job as JSON.</param>
    public void Add(long typeHash, string? message, string? fileName, long? at, string? raw)
    {
        Of(typeHash, null).Add(message is null ? null : PatternOf(message, fileName), at, MaxPatterns);
        _details.Add(Encoding.UTF8.GetBytes(raw ?? ""));
        _read.Add((typeHash, at));
        if (_read.Count == FailuresAtOnce)
        {
            CountDetails();
        }
    }

    /// <summary>Replaces the groups of a copy by those counted.</summary>
    public async Task WriteAsync(DashboardContext context, long snapshot, CancellationToken cancellation)
    {
        CountDetails();
        await context.Set<ErrorGroupRow>().Where(row => row.SnapshotKey == snapshot).ExecuteDeleteAsync(cancellation);
        var ofKeys = _kinds.Values
            .Where(kind => kind.Key is not null)
            .GroupBy(kind => kind.Key, StringComparer.Ordinal)
            .OrderByDescending(key => key.Sum(kind => kind.Files))
            .Take(MaxKeys)
            .SelectMany(key => key);
        List<ErrorGroupRow> rows = [.. Rows(_kinds.Values.Where(kind => kind.Key is null), MaxPatternRows), .. Rows(ofKeys, MaxValueRows)];
        for (var number = 0; number < rows.Count; number++)
        {
            (rows[number].SnapshotKey, rows[number].Number) = (snapshot, number);
        }

        await context.InsertAsync(rows, cancellation);
    }

    private static IEnumerable<ErrorGroupRow> Rows(IEnumerable<Kind> kinds, int most)
    {
        var ordered = kinds
            .SelectMany(kind => kind.Counts.Select(count => (Kind: kind, count.Key.Text, count.Key.IsRest, Count: count.Value)))
            .OrderBy(one => one.IsRest)
            .ThenByDescending(one => one.Count.Files)
            .ToList();
        var own = ordered.Take(most).Where(one => !one.IsRest).ToList();
        return own.Select(one => Row(one.Kind, one.Text, false, one.Count))
            .Concat(ordered.Skip(own.Count).GroupBy(one => one.Kind).Select(rest => Row(rest.Key, null, true, Counted.Sum(rest.Select(one => one.Count)))));
    }

    private static ErrorGroupRow Row(Kind kind, string? text, bool isRest, Counted count) => new()
    {
        TypeHash = kind.Type,
        DetailKey = kind.Key is null ? null : SoundText.Clean(kind.Key),
        KeyHash = KeyHash(kind.Key),
        Text = text,
        TextHash = Hash(text),
        IsRest = isRest,
        Files = count.Files,
        FirstAt = count.First,
        LastAt = count.Last,
    };

    private void CountDetails()
    {
        foreach (var (key, column) in _details.All)
        {
            // Of two keys that differ in case alone the first is the one that a filter finds.
            if (!_keys.TryAdd(KeyHash(key), key) && _keys[KeyHash(key)] != key)
            {
                continue;
            }

            var texts = column.Texts.Select(text => text is null ? null : FailureTable.DetailId(text)).ToList();
            var rows = column.Rows;
            for (var row = 0; row < rows.Length; row++)
            {
                if (texts[rows[row]] is { } text)
                {
                    var (type, at) = _read[row];
                    var room = _values < MaxValues ? MaxValuesOfAKey : 0;
                    _values += Of(type, key).Add(text, at, room) ? 1 : 0;
                }
            }
        }

        _read.Clear();
        _details = new DetailColumns();
    }

    private Kind Of(long type, string? key)
    {
        if (!_kinds.TryGetValue((type, key), out var kind))
        {
            _kinds.Add((type, key), kind = new Kind(type, key));
        }

        return kind;
    }

    private string PatternOf(string message, string? fileName)
    {
        if (_patterns.TryGetValue(message, out var pattern))
        {
            return pattern;
        }

        pattern = MessagePattern.Of(message, fileName);
        if (_patterns.Count < MaxPatterns)
        {
            _patterns.Add(message, pattern);
        }

        return pattern;
    }

    /// <summary>The groups of one error type by one key, or by message patterns.</summary>
    private sealed class Kind(long type, string? key)
    {
        public long Type { get; } = type;
        public string? Key { get; } = key;
        public Dictionary<(string? Text, bool IsRest), Counted> Counts { get; } = [];
        public long Files { get; private set; }

        /// <summary>True when the text has no group yet and gets one: those beyond <paramref name="room"/> are counted together.</summary>
        public bool Add(string? text, long? at, int room)
        {
            Files++;
            if (Counts.TryGetValue((text, false), out var count))
            {
                count.Add(at);
                return false;
            }

            var isNew = Counts.Count < room;
            if (isNew || !Counts.TryGetValue((null, true), out count))
            {
                Counts[isNew ? (text, false) : (null, true)] = count = new Counted();
            }

            count.Add(at);
            return isNew;
        }
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
