using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using BatchDashboard.Data.Columns;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Failures;

/// <summary>
/// All failures of one copy in columns, so that they can be grouped by anything in a few milliseconds. Read when somebody
/// asks for groups: messages at first, details when they are wanted.
/// </summary>
internal sealed class FailureTable
{
    /// <summary>More are not looked at: it is told how many were.</summary>
    public const int MaxFailures = 1_000_000;

    // Where fewer of the rows than one in so many failed, they are read one by one.
    private const int Sparse = 50;

    // About what a failure takes, and a text of its own.
    private const int FailureBytes = 40;
    private const int TextBytes = 200;

    // Letters of a detail's value by which jobs are told apart.
    private const int LongestValue = 200;

    private readonly long _snapshot;
    private readonly List<int> _jobs = [];
    private readonly List<long> _ordinals = [];
    private readonly List<int> _groups = [];
    private readonly List<long> _sizes = [];
    private readonly List<long> _times = [];
    private readonly ValueColumn _messages = new();
    private readonly List<string?> _patternNames = [null];

    private FailureTable(long snapshot, int jobs, JobGroups groups)
    {
        _snapshot = snapshot;
        Jobs = jobs;
        Groups = groups;
    }

    public JobGroups Groups { get; }

    /// <summary>Jobs of the copy, failed or not.</summary>
    public int Jobs { get; }

    /// <summary>The pattern of each message, by the message's number: ids, and texts by id.</summary>
    public (int[] OfMessage, List<string?> Texts) Patterns { get; private set; } = ([], [null]);

    /// <summary>Null where only messages were read.</summary>
    public DetailColumns? Details { get; private set; }

    public int Count => _ordinals.Count;

    public long Bytes => (Count * (long)FailureBytes) + ((_messages.Texts.Count + Patterns.Texts.Count) * (long)TextBytes);

    /// <summary>The place of each failure in the API's order, ascending.</summary>
    public ReadOnlySpan<long> Ordinals => CollectionsMarshal.AsSpan(_ordinals);

    /// <summary>The number of each failure's group.</summary>
    public ReadOnlySpan<int> GroupNumbers => CollectionsMarshal.AsSpan(_groups);

    /// <summary>Bytes; -1 for a failure without a size.</summary>
    public ReadOnlySpan<long> Sizes => CollectionsMarshal.AsSpan(_sizes);

    /// <summary>When each failed, in Unix milliseconds; the smallest number for one without a time.</summary>
    public ReadOnlySpan<long> Times => CollectionsMarshal.AsSpan(_times);

    /// <summary>How each file's name ends.</summary>
    public ValueColumn Endings { get; } = new();

    public static async Task<FailureTable> ReadAsync(DashboardContext context, CopyColumns copy, CancellationToken cancellation)
    {
        var groups = await copy.GroupsAsync(cancellation);
        var places = await copy.PlacesAsync(cancellation);
        var isError = copy.Groups.Marks(group => group.IsError);
        var table = new FailureTable(copy.Snapshot, groups.Length, copy.Groups);
        var failed = new List<int>();
        for (var job = 0; job < groups.Length && failed.Count < MaxFailures; job++)
        {
            if (isError[groups[job]] == 1)
            {
                failed.Add(job);
            }
        }

        var next = 0;
        await foreach (var row in Rows(context, copy.Snapshot, groups.Length, failed.ConvertAll(job => places[job]), withRaw: false, cancellation))
        {
            var ordinal = JobKey.Ordinal(row.Key);
            while (next < failed.Count && places[failed[next]] < ordinal)
            {
                next++;
            }

            if (next < failed.Count && places[failed[next]] == ordinal)
            {
                table.Add(row, failed[next], groups[failed[next]]);
            }
        }

        table.Mask();
        return table;
    }

    /// <summary>The same failures with their details.</summary>
    public async Task<FailureTable> WithDetailsAsync(DashboardContext context, CancellationToken cancellation)
    {
        var details = new DetailColumns();
        var next = 0;
        await foreach (var row in Rows(context, _snapshot, Jobs, _ordinals, withRaw: true, cancellation))
        {
            var ordinal = JobKey.Ordinal(row.Key);
            for (; next < Count && _ordinals[next] < ordinal; next++)
            {
                details.AddNone();
            }

            if (next < Count && _ordinals[next] == ordinal)
            {
                details.Add(Encoding.UTF8.GetBytes(row.Raw ?? ""));
                next++;
            }
        }

        var table = (FailureTable)MemberwiseClone();
        table.Details = details;
        return table;
    }

    /// <param name="fits">1 at the numbers of the groups that are wanted.</param>
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
    /// <param name="fits">1 at the numbers of the groups of jobs that are wanted.</param>
    public Dictionary<string, long> CountByGroup(string? key, IEnumerable<int> jobs, byte[] fits)
    {
        var (ofMessage, patterns) = Patterns;
        var column = key is null ? null : Details?.Find(key);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            var row = _jobs.BinarySearch(job);
            if (row >= 0 && fits[_groups[row]] == 1)
            {
                var id = GroupId(key, key is null ? patterns[ofMessage[_messages.Rows[row]]] : column is null || row >= column.Count ? null : column.Texts[column.Rows[row]]);
                CollectionsMarshal.GetValueRefOrAddDefault(counts, id, out _)++;
            }
        }

        return counts;
    }

    /// <summary>Shows the failures of a group: their numbers and those of their groups.</summary>
    public void EachOfPattern(string id, Action<int, int> see)
    {
        var (ofMessage, texts) = Patterns;
        var wanted = new HashSet<int>(Enumerable.Range(0, texts.Count).Where(number => IsId(id, texts[number])));
        var messages = _messages.Rows;
        for (var i = 0; i < messages.Length; i++)
        {
            if (wanted.Contains(ofMessage[messages[i]]))
            {
                see(_jobs[i], _groups[i]);
            }
        }
    }

    /// <param name="value">A group's id; null for failures without the key.</param>
    public void EachOfDetail(string key, string? value, Action<int, int> see)
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
                see(_jobs[i], _groups[i]);
            }
        }
    }

    /// <summary>The text of a pattern by its id; null when no failure has it.</summary>
    public string? PatternText(string id) => Patterns.Texts.Find(text => IsId(id, text));

    /// <summary>Names a pattern: the same in every copy.</summary>
    public static string PatternId(string? pattern) => pattern is null ? "none" : ErrorGroups.Hash(pattern).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Names a value of a detail: the same in every copy.</summary>
    public static string DetailId(string? value) => value is null ? "" : Cut(value);

    /// <param name="key">Of the details; null for message patterns.</param>
    public static string GroupId(string? key, string? text) => key is null ? PatternId(text) : DetailId(text);

    private static bool IsId(string id, string? pattern) => PatternId(pattern).Equals(id, StringComparison.OrdinalIgnoreCase);

    private static string Cut(string value) => SoundText.Clean(value.Length <= LongestValue ? value : value[..LongestValue]);

    private static async IAsyncEnumerable<JobRow> Rows(
        DashboardContext context, long snapshot, int jobs, List<long> ordinals, bool withRaw, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (ordinals.Count < jobs / Sparse)
        {
            foreach (var row in await JobTable.AtAsync(context, snapshot, ordinals, withRaw, cancellation))
            {
                yield return row;
            }
        }
        else if (ordinals.Count > 0)
        {
            var rows = JobTable.Of(context, snapshot, ordinals[0], ordinals[^1] + 1);
            await foreach (var row in (withRaw ? rows : rows.Select(JobRow.WithoutRaw)).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                yield return row;
            }
        }
    }

    private void Add(JobRow row, int job, int group)
    {
        _jobs.Add(job);
        _ordinals.Add(JobKey.Ordinal(row.Key));
        _groups.Add(group);
        if (row.ErrorMessage is null)
        {
            _messages.AddNone();
        }
        else if (_messages.Add(row.ErrorMessage) == _patternNames.Count)
        {
            // The first file with a message is the one that its message can name.
            _patternNames.Add(row.FileName);
        }

        if (ErrorDetails.Ending(row.FileName) is { } ending)
        {
            Endings.Add(ending.ToLowerInvariant());
        }
        else
        {
            Endings.AddNone();
        }

        _sizes.Add(row.SizeBytes ?? -1);
        _times.Add(row.CompletedAt ?? long.MinValue);
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
