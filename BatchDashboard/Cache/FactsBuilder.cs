using System.Globalization;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Tells what the failed jobs of each error code have in common, with one look at them.</summary>
internal sealed class FactsBuilder(CacheReader reader, long snapshot, JobGroups groups)
{
    private const int MostValues = 50;
    private const int FirstJobs = 20;
    private const int MostCodes = 30;
    private const int MostNamedGroups = 500;

    /// <summary>The 30 most frequent codes.</summary>
    public IReadOnlyList<StoredErrorFacts> MostFrequent(CancellationToken cancellation) => Read(
        [.. ByCode(groups).Take(MostCodes).Select(code => code.Value)], cancellation);

    /// <param name="codes">Null for failures without a code.</param>
    public IReadOnlyList<StoredErrorFacts> Read(IReadOnlyList<string?> codes, CancellationToken cancellation)
    {
        var byCode = codes.Select(code => new Gathered(code)).ToList();
        var byGroup = groups.All
            .Where(group => group.IsError && group.Jobs > 0)
            .Select(group => (group.Number, Code: byCode.Find(one => one.Code == group.ErrorCode)))
            .Where(group => group.Code is not null)
            .ToDictionary(group => group.Number, group => group.Code!);
        if (byGroup.Count > 0)
        {
            Pass(byGroup, cancellation);
        }

        return byCode.ConvertAll(code => code.Facts());
    }

    /// <summary>Failures by error code, most frequent first.</summary>
    public static IReadOnlyList<(string? Value, long Count)> ByCode(JobGroups groups) => Count(groups.All.Where(group => group.IsError), group => group.ErrorCode);

    /// <summary>Jobs by a word of their groups, most frequent first; of equally frequent ones, the one that came first.</summary>
    public static IReadOnlyList<(string? Value, long Count)> Count(IEnumerable<JobGroup> groups, Func<JobGroup, string?> word) =>
    [
        .. groups
            .Where(group => group.Jobs > 0)
            .GroupBy(word, StringComparer.Ordinal)
            .Select(group => (Value: group.Key, Count: group.Sum(one => one.Jobs)))
            .OrderByDescending(group => group.Count),
    ];

    private void Pass(Dictionary<int, Gathered> byGroup, CancellationToken cancellation)
    {
        // Numbers, so that no text of the API stands in the statement.
        var which = byGroup.Count > MostNamedGroups
            ? ""
            : $" AND group_no IN ({string.Join(',', byGroup.Keys.Select(number => number.ToString(CultureInfo.InvariantCulture)))})";
        using var rows = new Statement(
            reader.Connection,
            $"SELECT key, group_no, size_bytes, file_name, error_message FROM jobs WHERE key >= ?1 AND key < ?2{which} ORDER BY key");
        rows.Bind(1, JobKey.Of(snapshot, 0)).Bind(2, JobKey.End(snapshot));
        while (rows.Step())
        {
            if (byGroup.TryGetValue((int)rows.Long(1), out var code))
            {
                cancellation.ThrowIfCancellationRequested();
                code.Add(JobKey.Ordinal(rows.Long(0)), rows.LongOrNull(2), rows.Text(3), rows.Text(4));
                if (code.WantsExtras && Extras(rows.Long(0)) is { } extras)
                {
                    code.Add(StoredJson.Read<JobResult>(extras));
                }
            }
        }
    }

    private string? Extras(long key)
    {
        var extras = reader.Prepare("SELECT body FROM job_extras WHERE key = ?1").Bind(1, key);
        var body = extras.Step() ? extras.Text(0) : null;
        extras.Reset();
        return body;
    }

    private sealed class Gathered(string? code)
    {
        private readonly ValueCounts _formats = new();
        private readonly ValueCounts _messages = new();
        private readonly ErrorDetails _details = new();
        private readonly List<long> _first = [];
        private int _extras;
        private long? _smallest;
        private long? _largest;

        public string? Code { get; } = code;

        public bool WantsExtras => _extras < StoredErrorFacts.MostDetailed;

        public void Add(long ordinal, long? size, string? name, string? message)
        {
            _formats.Add(ErrorDetails.Ending(name is null ? null : StoredText.Fold(name)));
            _messages.Add(message);
            if (_first.Count < FirstJobs)
            {
                _first.Add(ordinal);
            }

            if (size is >= 0 and var bytes)
            {
                _smallest = Math.Min(_smallest ?? bytes, bytes);
                _largest = Math.Max(_largest ?? bytes, bytes);
            }
        }

        public void Add(JobResult extras)
        {
            _extras++;
            _details.Add(extras);
        }

        public StoredErrorFacts Facts() => new()
        {
            Code = Code,
            Count = _formats.Count,
            Formats = Counts(_formats.MostFrequent(MostValues)),
            Messages = Counts(_messages.MostFrequent(MostValues)),
            Details = [.. _details.MostFrequent().Select(detail => new StoredDetail(detail.Key, Counts(detail.Values)))],
            SmallestBytes = _smallest,
            LargestBytes = _largest,
            First = _first,
        };

        private static IReadOnlyList<StoredCount> Counts(IReadOnlyList<(string? Value, long Count)> counts) =>
            [.. counts.Select(one => new StoredCount(one.Value, one.Count))];
    }
}
