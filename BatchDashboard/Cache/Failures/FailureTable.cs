using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache.Failures;

/// <summary>
/// All failures of one copy in columns, so that they can be grouped by anything in a few milliseconds. Read when somebody
/// asks for groups: messages at first, details when they are wanted.
/// </summary>
internal sealed class FailureTable
{
    /// <summary>More are not looked at: it is told how many were.</summary>
    public const int MostFailures = 1_000_000;

    // From so many in a chunk on, reading all its rows is quicker than one after the other.
    private const int DenseChunk = 400;

    private const string Columns = "SELECT key, file_name, error_message, size_bytes, completed_at FROM jobs";

    private readonly long _snapshot;
    private readonly List<int> _ordinals = [];
    private readonly List<int> _codes = [];
    private readonly List<long> _sizes = [];
    private readonly List<long> _times = [];
    private readonly TextColumn _messages = new();
    private readonly List<string?> _patternNames = [null];

    private FailureTable(long snapshot, long revision, JobGroups groups)
    {
        _snapshot = snapshot;
        Revision = revision;
        Groups = groups;
    }

    public long Revision { get; }

    public JobGroups Groups { get; }

    /// <summary>The pattern of each message, by the message's number: ids, and texts by id.</summary>
    public (int[] OfMessage, List<string?> Texts) Patterns { get; private set; } = ([], [null]);

    public DetailColumns? Details { get; private set; }

    public int Count => _ordinals.Count;

    /// <summary>The place of each failure in the API's order, ascending.</summary>
    public ReadOnlySpan<int> Ordinals => CollectionsMarshal.AsSpan(_ordinals);

    /// <summary>The code of each failure's job group.</summary>
    public ReadOnlySpan<int> Codes => CollectionsMarshal.AsSpan(_codes);

    /// <summary>Bytes; -1 for a failure without a size.</summary>
    public ReadOnlySpan<long> Sizes => CollectionsMarshal.AsSpan(_sizes);

    /// <summary>When each failed, in Unix milliseconds; the smallest number for one without a time.</summary>
    public ReadOnlySpan<long> Times => CollectionsMarshal.AsSpan(_times);

    /// <summary>How each file's name ends.</summary>
    public TextColumn Endings { get; } = new();

    public static FailureTable Read(IndexView view, CancellationToken cancellation)
    {
        var table = new FailureTable(view.Snapshot, view.Revision, view.Groups);
        var marked = view.Groups.Codes(group => group.IsError);
        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            var blob = view.Column(IndexKind.Codes, chunk);
            var failures = CodeBlob.Count(blob, marked);
            if (failures > 0 && table.Count + failures <= MostFailures)
            {
                var places = CodeBlob.Read(blob, codes);
                table.Chunk(view.Reader, chunk, codes[..places], marked, failures);
            }
        }

        table.Mask();
        return table;
    }

    /// <summary>Reads the details of all failures, once.</summary>
    public DetailColumns ReadDetails(CacheReader reader, CancellationToken cancellation)
    {
        if (Details is { } known)
        {
            return known;
        }

        var details = new DetailColumns();
        var next = 0;
        using var rows = new Statement(reader.Connection, "SELECT key, body FROM job_extras WHERE key >= ?1 AND key < ?2 ORDER BY key");
        rows.Bind(1, JobKey.Of(_snapshot, 0)).Bind(2, JobKey.End(_snapshot));
        while (next < Count && rows.Step())
        {
            var ordinal = (int)JobKey.Ordinal(rows.Long(0));
            for (; next < Count && _ordinals[next] < ordinal; next++)
            {
                details.AddNone();
            }

            if (next < Count && _ordinals[next] == ordinal)
            {
                cancellation.ThrowIfCancellationRequested();
                details.Add(rows.Bytes(1));
                next++;
            }
        }

        return Details = details;
    }

    /// <param name="fits">1 at the codes of the groups that are wanted.</param>
    public FailureGroups ByPattern(byte[] fits, int most)
    {
        var (ofMessage, texts) = Patterns;
        var messages = _messages.Rows;
        var groups = new int[Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = ofMessage[messages[i]];
        }

        return FailureGrouping.Group(this, groups, texts, fits, most, PatternId);
    }

    /// <summary>By the values of a detail key; all in one group without any when no failure has the key.</summary>
    public FailureGroups ByDetail(string key, byte[] fits, int most)
    {
        var column = Details?.Find(key);
        var groups = new int[Count];
        column?.Rows.CopyTo(groups);
        return FailureGrouping.Group(this, groups, column?.Texts ?? [null], fits, most, DetailId);
    }

    /// <summary>How many of some jobs each group has, by its id.</summary>
    /// <param name="key">The detail key that the groups are by; null for message patterns.</param>
    /// <param name="fits">1 at the codes of the groups of jobs that are wanted.</param>
    public Dictionary<string, long> CountByGroup(string? key, IEnumerable<long> ordinals, byte[] fits)
    {
        var (ofMessage, patterns) = Patterns;
        var column = key is null ? null : Details?.Find(key);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var ordinal in ordinals)
        {
            var row = Ordinals.BinarySearch((int)ordinal);
            if (row >= 0 && fits[_codes[row]] == 1)
            {
                var id = key is null ? PatternId(patterns[ofMessage[_messages.Rows[row]]]) : DetailId(column?.Texts[column.Rows[row]]);
                CollectionsMarshal.GetValueRefOrAddDefault(counts, id, out _)++;
            }
        }

        return counts;
    }

    /// <summary>Shows the failures of a group: their ordinals and their codes.</summary>
    public void EachOfPattern(string id, Action<long, int> see)
    {
        var (ofMessage, texts) = Patterns;
        var wanted = new HashSet<int>(Enumerable.Range(0, texts.Count).Where(number => PatternId(texts[number]) == id));
        var messages = _messages.Rows;
        for (var i = 0; i < messages.Length; i++)
        {
            if (wanted.Contains(ofMessage[messages[i]]))
            {
                see(_ordinals[i], _codes[i]);
            }
        }
    }

    /// <param name="value">A group's id; null for failures without the key.</param>
    public void EachOfDetail(string key, string? value, Action<long, int> see)
    {
        var column = Details?.Find(key);
        var rows = column is null ? [] : column.Rows;
        var texts = column?.Texts ?? [null];
        HashSet<int> Wanted(StringComparison comparison) =>
            [.. Enumerable.Range(0, texts.Count).Where(number => string.Equals(texts[number] is { } text ? Cut(text) : null, value, comparison))];

        // A group's own link finds that group; what is typed finds it in any case of letters.
        var wanted = Wanted(StringComparison.Ordinal) is { Count: > 0 } same ? same : Wanted(StringComparison.OrdinalIgnoreCase);
        for (var i = 0; i < Count; i++)
        {
            if (wanted.Contains(i < rows.Length ? rows[i] : 0))
            {
                see(_ordinals[i], _codes[i]);
            }
        }
    }

    /// <summary>The text of a pattern by its id; null when no failure has it.</summary>
    public string? PatternText(string id) => Patterns.Texts.Find(text => PatternId(text) == id);

    /// <summary>Names a pattern: the same in every copy.</summary>
    public static string PatternId(string? pattern) => pattern is null
        ? "none"
        : XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(pattern)).ToString("x16", CultureInfo.InvariantCulture);

    private static string DetailId(string? value) => value is null ? "" : Cut(value);

    private static string Cut(string value) => StoredText.Clean(value.Length <= JobFilter.LongestDetail ? value : value[..JobFilter.LongestDetail]);

    private void Chunk(CacheReader reader, int chunk, ReadOnlySpan<int> codes, byte[] marked, int failures)
    {
        var first = (long)chunk * IndexTable.ChunkSize;
        if (failures >= DenseChunk)
        {
            var rows = reader.Prepare(Columns + " WHERE key >= ?1 AND key < ?2 ORDER BY key")
                .Bind(1, JobKey.Of(_snapshot, first)).Bind(2, JobKey.Of(_snapshot, first + IndexTable.ChunkSize));
            while (rows.Step())
            {
                var place = (int)(JobKey.Ordinal(rows.Long(0)) - first);
                if (place < codes.Length && marked[codes[place]] == 1)
                {
                    Add(rows, codes[place]);
                }
            }

            rows.Reset();
            return;
        }

        for (var place = 0; place < codes.Length; place++)
        {
            if (marked[codes[place]] == 1)
            {
                var row = reader.Prepare(Columns + " WHERE key = ?1").Bind(1, JobKey.Of(_snapshot, first + place));
                if (row.Step())
                {
                    Add(row, codes[place]);
                }

                row.Reset();
            }
        }
    }

    private void Add(Statement row, int code)
    {
        _ordinals.Add((int)JobKey.Ordinal(row.Long(0)));
        _codes.Add(code);
        if (row.IsNull(2))
        {
            _messages.AddNone();
        }
        else if (_messages.Add(row.Bytes(2)) is var message && message == _patternNames.Count)
        {
            // The first file with a message is the one that its message can name.
            _patternNames.Add(row.Text(1));
        }

        AddEnding(row.Bytes(1));

        _sizes.Add(row.LongOrNull(3) ?? -1);
        _times.Add(row.LongOrNull(4) ?? long.MinValue);
    }

    // Of the name only what can be its ending is read.
    private void AddEnding(ReadOnlySpan<byte> name)
    {
        var dot = name.LastIndexOf((byte)'.');
        if (dot >= 0 && name.Length - dot <= 64
            && ErrorDetails.Ending("x" + Encoding.UTF8.GetString(name[dot..]).ToLowerInvariant()) is { } ending)
        {
            Endings.Add(ending);
        }
        else
        {
            Endings.AddNone();
        }
    }

    private void Mask()
    {
        var ofMessage = new int[_messages.Texts.Count];
        var texts = new List<string?> { null };
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var patterns = new string[ofMessage.Length];
        Parallel.For(1, Math.Max(1, ofMessage.Length), message => patterns[message] = MessagePattern.Of(_messages.Texts[message]!, _patternNames[message]));
        for (var message = 1; message < ofMessage.Length; message++)
        {
            var pattern = patterns[message];
            if (!numbers.TryGetValue(pattern, out var number))
            {
                numbers.Add(pattern, number = texts.Count);
                texts.Add(pattern);
            }

            ofMessage[message] = number;
        }

        Patterns = (ofMessage, texts);
        _patternNames.Clear();
        _patternNames.TrimExcess();
    }
}
