using BatchDashboard.Data.Columns;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Jobs that match a filter: one page of them, how many there are, and how they are made up.</summary>
public sealed record JobMatches(IReadOnlyList<StoredJob> Jobs, long Total, JobFacets Facets)
{
    /// <summary>Of a snapshot that is gone.</summary>
    public static JobMatches None { get; } = new([], 0, new JobFacets([], [], [], [], []));
}

/// <summary>Counts within a filter, most frequent first. Each list ignores the filter's own values of its kind, to offer the others.</summary>
/// <param name="ErrorCodes">Of jobs with a code, and of failures without one, whose code is null.</param>
/// <param name="Sizes">File sizes in bytes of the matching jobs, in ascending order.</param>
/// <param name="Durations">Processing times in milliseconds.</param>
public sealed record JobFacets(
    IReadOnlyList<(string? Value, long Count)> Statuses,
    IReadOnlyList<(string? Value, long Count)> MediaTypes,
    IReadOnlyList<(string? Value, long Count)> ErrorCodes,
    IReadOnlyList<ValueBin> Sizes,
    IReadOnlyList<ValueBin> Durations);

/// <summary>Jobs with a value in [<paramref name="From"/>, <paramref name="To"/>); without a value when both are null.</summary>
public sealed record ValueBin(long? From, long? To, long Count);

/// <summary>Counts the facets of a filter from its groups.</summary>
internal static class FacetCounter
{
    /// <param name="counts">Jobs by the group's number: those of a search, or all.</param>
    /// <param name="bins">Sizes and durations by the group's number.</param>
    public static JobFacets Count(GroupFilter filter, JobGroups groups, Func<int, long> counts, Func<int, (long[] Sizes, long[] Durations)?> bins)
    {
        var some = groups.All.Select(group => group with { Jobs = counts(group.Number) }).Where(group => group.Jobs > 0).ToList();
        var (sizes, durations) = (new long[Bins.Count], new long[Bins.Count]);
        foreach (var group in some.Where(filter.Fits))
        {
            if (bins(group.Number) is { } of)
            {
                Add(sizes, of.Sizes);
                Add(durations, of.Durations);
            }
        }

        return new JobFacets(
            FactsBuilder.Count(some.Where(group => filter.FitsCode(group) && filter.FitsType(group)), group => group.Status),
            FactsBuilder.Count(some.Where(group => filter.FitsCode(group) && filter.FitsStatus(group)), group => group.MediaType),
            FactsBuilder.Count(some.Where(group => group.IsError && filter.FitsStatus(group) && filter.FitsType(group)), group => group.ErrorCode),
            Listed(sizes),
            Listed(durations));
    }

    private static void Add(long[] sum, long[] more)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += more[i];
        }
    }

    private static List<ValueBin> Listed(long[] bins)
    {
        var first = Array.FindIndex(bins, 1, count => count > 0);
        var last = Array.FindLastIndex(bins, count => count > 0);
        var list = new List<ValueBin>();
        for (var bin = first; bin > 0 && bin <= last; bin++)
        {
            list.Add(new ValueBin(Bins.From(bin), Bins.To(bin), bins[bin]));
        }

        if (bins[0] > 0)
        {
            list.Add(new ValueBin(null, null, bins[0]));
        }

        return list;
    }
}

/// <summary>Which groups a filter wants, however its values are spelled (<see cref="WordComparer"/>).</summary>
internal sealed class GroupFilter(JobQuery query)
{
    private readonly HashSet<string> _statuses = Clean(query.Statuses);
    private readonly HashSet<string> _types = Clean(query.MediaTypes);
    private readonly HashSet<string> _codes = Clean(query.ErrorCodes);

    public bool Fits(JobGroup group) => FitsStatus(group) && FitsType(group) && FitsCode(group);

    public bool FitsStatus(JobGroup group) => In(_statuses, group.Status);

    public bool FitsType(JobGroup group) => In(_types, group.MediaType);

    public bool FitsCode(JobGroup group) => In(_codes, group.ErrorCode)
        || (_codes.Contains(ErrorTypes.Unknown) && group.IsFailed && group.ErrorCode is null);

    private static bool In(HashSet<string> wanted, string? value) => wanted.Count == 0 || (value is not null && wanted.Contains(value));

    private static HashSet<string> Clean(IReadOnlyList<string> values) => values.Select(SoundText.Clean).ToHashSet<string>(WordComparer.Instance);
}
