using System.Text.Json;
using BatchDashboard.Data.Failures;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>Tells what the failed jobs of each error code have in common, with one look at them.</summary>
/// <param name="errors">Given the failures of the most frequent codes; null when nobody counts them.</param>
internal sealed class FactsBuilder(DashboardContext context, long snapshot, JobGroups groups, ErrorGroups? errors = null)
{
    private const int MaxValues = 50;
    private const int FirstJobs = 20;
    private const int MaxCodes = 30;
    private const int MaxNamedGroups = 500;

    /// <summary>The 30 most frequent codes.</summary>
    public Task<IReadOnlyList<StoredErrorFacts>> MostFrequentAsync(CancellationToken cancellation) => ReadAsync(
        [.. ByCode(groups).Take(MaxCodes).Select(code => code.Value)], cancellation);

    /// <param name="codes">Null for failures without a code.</param>
    public async Task<IReadOnlyList<StoredErrorFacts>> ReadAsync(IReadOnlyList<string?> codes, CancellationToken cancellation)
    {
        var byCode = codes.Select(code => new Gathered(code)).ToList();
        var byGroup = groups.All
            .Where(group => group.IsError && group.Jobs > 0)
            .Select(group => (group.Number, Code: byCode.Find(one => WordComparer.Instance.Equals(one.Code, group.ErrorCode))))
            .Where(group => group.Code is not null)
            .ToDictionary(group => group.Number, group => group.Code!);
        var types = errors is null ? [] : Types();
        if (byGroup.Count + types.Count > 0)
        {
            await PassAsync(byGroup, types, cancellation);
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

    // The hash of each group's error type. Only the types that a batch keeps: a copy in which each file has a code of its own must not fill the database.
    private Dictionary<int, long> Types() => groups.All
        .Where(group => group.IsError && group.Jobs > 0)
        .GroupBy(group => BatchErrors.Hash(ErrorTypes.Name(group.ErrorCode)))
        .OrderByDescending(type => type.Sum(group => group.Jobs))
        .Take(BatchErrors.MaxTypes)
        .SelectMany(type => type.Select(group => (group.Number, type.Key)))
        .ToDictionary();

    private async Task PassAsync(Dictionary<int, Gathered> byGroup, Dictionary<int, long> types, CancellationToken cancellation)
    {
        var (from, end) = (JobKey.Of(snapshot, 0), JobKey.End(snapshot));
        var jobs = context.Set<JobRow>().Where(job => job.Key >= from && job.Key < end);
        int[] numbers = [.. byGroup.Keys.Union(types.Keys)];
        if (numbers.Length <= MaxNamedGroups)
        {
            jobs = jobs.Where(job => numbers.Contains(job.GroupNo));
        }

        var rows = jobs.OrderBy(job => job.Key).Select(job => new { job.Key, job.GroupNo, job.SizeBytes, job.FileName, job.ErrorMessage, job.CompletedAt, job.Raw });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (types.TryGetValue(row.GroupNo, out var type))
            {
                errors!.Add(type, row.ErrorMessage, row.FileName, row.CompletedAt, row.Raw);
            }

            if (byGroup.TryGetValue(row.GroupNo, out var code))
            {
                code.Add(JobKey.Ordinal(row.Key), row.SizeBytes, row.FileName, row.ErrorMessage);
                if (code.WantsDetails && Job.DetailsOf(row.Raw) is { } details)
                {
                    code.Add(details, row.FileName);
                }
            }
        }
    }

    private sealed class Gathered(string? code)
    {
        private readonly ValueCounts _formats = new();
        private readonly ValueCounts _messages = new();
        private readonly ErrorDetails _details = new();
        private readonly List<long> _first = [];
        private int _detailed;
        private long? _smallest;
        private long? _largest;

        public string? Code { get; } = code;

        public bool WantsDetails => _detailed < StoredErrorFacts.MostDetailed;

        public void Add(long ordinal, long? size, string? name, string? message)
        {
            _formats.Add(Ending(name));
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

        public void Add(JsonElement details, string? name)
        {
            _detailed++;
            _details.Add(details, Ending(name));
        }

        public StoredErrorFacts Facts() => new()
        {
            Code = Code,
            Count = _formats.Count,
            Formats = Counts(_formats.MostFrequent(MaxValues)),
            Messages = Counts(_messages.MostFrequent(MaxValues)),
            Details = [.. _details.MostFrequent().Select(detail => new StoredDetail(detail.Key, Counts(detail.Values)))],
            SmallestBytes = _smallest,
            LargestBytes = _largest,
            First = _first,
            Refused = _details.Formats,
        };

        private static string? Ending(string? name) => ErrorDetails.Ending(name is null ? null : StoredText.Fold(name));

        private static IReadOnlyList<StoredCount> Counts(IReadOnlyList<(string? Value, long Count)> counts) =>
            [.. counts.Select(one => new StoredCount(one.Value, one.Count))];
    }
}
