using BatchDashboard.Data.Columns;
using BatchDashboard.Data.Failures;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Answers a query from the columns of a copy.</summary>
internal sealed class JobFinder(CopyCache cache, FailureTables failures)
{
    /// <summary>What the filter finds, before it is known of which page the rows are wanted.</summary>
    public async Task<FoundJobs> FindAsync(CopyColumns copy, JobQuery query, CancellationToken cancellation) =>
        new(copy, query, await copy.GroupsAsync(cancellation), await MatchesAsync(copy, query, cancellation));

    /// <summary>Counts within the query.</summary>
    public static async Task<JobFacets> FacetsAsync(FoundJobs found, CancellationToken cancellation)
    {
        var spread = found.Matches is null && found.Copy.IsWhole ? null : await SpreadAsync(found, cancellation);
        return FacetCounter.Count(
            found.Groups,
            found.Copy.Groups,
            found.Count,
            group => spread is null ? found.Copy.Groups[group].Spread : spread.OfGroup(group));
    }

    /// <summary>The jobs of one page, in the filter's order.</summary>
    public static async Task<IReadOnlyList<int>> PageAsync(FoundJobs found, long skip, int take, CancellationToken cancellation)
    {
        if (take <= 0 || skip >= found.Total)
        {
            return [];
        }

        var (copy, query) = (found.Copy, found.Query);
        var page = new PageFinder(found.GroupOfJob, copy.Groups.Marks(found.Groups.Fits), found.Matches, skip, take);
        return query.Sort switch
        {
            JobSort.None => page.InOrder(query.Descending),
            JobSort.Status => page.ByWord(copy.Groups, group => group.Status, query.Descending),
            JobSort.MediaType => page.ByWord(copy.Groups, group => group.MediaType, query.Descending),
            _ => page.By(await copy.OrderAsync(ColumnOf(query.Sort), cancellation), query.Descending),
        };
    }

    private static ColumnKind ColumnOf(JobSort sort) => sort switch
    {
        JobSort.Size => ColumnKind.BySize,
        JobSort.Completed => ColumnKind.ByCompleted,
        JobSort.Duration => ColumnKind.ByDuration,
        JobSort.Created => ColumnKind.ByCreated,
        JobSort.JobId => ColumnKind.ByJobId,
        _ => ColumnKind.ByName,
    };

    /// <summary>Jobs that the filter wants beyond their groups; null when it wants nothing of the kind.</summary>
    private async Task<MatchSet?> MatchesAsync(CopyColumns copy, JobQuery query, CancellationToken cancellation)
    {
        MatchSet? all = null;
        var question = "";
        foreach (var (name, look) in Parts(copy, query, cancellation))
        {
            var found = await RememberAsync(copy, name, look, cancellation);
            (question, var earlier) = (question + "\0" + name, all);
            all = earlier is null
                ? found
                : await RememberAsync(copy, question, async () => earlier.And(found, await copy.GroupsAsync(cancellation)), cancellation);
        }

        return all;
    }

    private IEnumerable<(string Question, Func<Task<MatchSet>> Look)> Parts(CopyColumns copy, JobQuery query, CancellationToken cancellation)
    {
        if (StoredText.Fold(query.Search) is { Length: > 0 } text)
        {
            yield return ("text " + text, () => TextSearch.AllAsync(copy, text, cancellation));
        }

        if (query.Pattern.Length > 0)
        {
            yield return (
                "pattern " + query.Pattern,
                async () => Collect(copy, await failures.GetAsync(copy, withDetails: false, cancellation), (table, see) => table.EachOfPattern(query.Pattern, see)));
        }

        foreach (var detail in query.Details)
        {
            yield return (
                $"detail {detail.Key.Length} {detail.Key} {(detail.Value is null ? "" : "=" + detail.Value)}",
                async () => Collect(copy, await failures.GetAsync(copy, withDetails: true, cancellation), (table, see) => table.EachOfDetail(detail.Key, detail.Value, see)));
        }

        // Without its marks it would find every job.
        var all = query.Marks ?? (query.Triage.Count == 0 && query.Fix.Length == 0 ? [] : throw new ArgumentException("The query has no marks.", nameof(query)));
        foreach (var marks in all)
        {
            yield return ("marks " + marks.Stamp, () => MarkedAsync(copy, marks, cancellation));
        }
    }

    private ValueTask<MatchSet> RememberAsync(CopyColumns copy, string question, Func<Task<MatchSet>> look, CancellationToken cancellation) =>
        cache.GetAsync((copy.Snapshot, copy.Revision, question), look, found => found.Bytes, cancellation);

    private static MatchSet Collect(CopyColumns copy, FailureTable table, Action<FailureTable, Action<int, int>> each)
    {
        var matches = new MatchSet(table.Jobs, copy.Groups.All.Count);
        each(table, matches.Add);
        return matches;
    }

    private static async Task<MatchSet> MarkedAsync(CopyColumns copy, JobMarks marks, CancellationToken cancellation)
    {
        var groups = await copy.GroupsAsync(cancellation);
        var byGroup = copy.Groups.Marks(group => IsOf(marks, group));
        var without = (await TextSearch.KeyedAsync(copy, marks.Without, cancellation)).Select(job => job.Job).ToHashSet();
        var matches = new MatchSet(groups.Length, copy.Groups.All.Count);
        for (var job = 0; job < groups.Length; job++)
        {
            if (byGroup[groups[job]] == 1 && !without.Contains(job))
            {
                matches.Add(job, groups[job]);
            }
        }

        foreach (var (_, job) in await TextSearch.KeyedAsync(copy, marks.With, cancellation))
        {
            matches.Add(job, groups[job]);
        }

        return matches;
    }

    private static bool IsOf(JobMarks marks, JobGroup group) =>
        group.IsError && marks.IsOfType(ErrorTypes.Name(group.ErrorCode));

    // Of a search once, however often its pages are turned.
    private static async Task<JobTotals> SpreadAsync(FoundJobs found, CancellationToken cancellation)
    {
        if (found.Matches?.Totals is { } known)
        {
            return known;
        }

        var totals = new JobTotals();
        var sizes = await found.Copy.BinsAsync(ColumnKind.Sizes, cancellation);
        var durations = await found.Copy.BinsAsync(ColumnKind.Durations, cancellation);
        for (var job = 0; job < found.GroupOfJob.Length; job++)
        {
            if (found.Matches is null || found.Matches.Has(job))
            {
                totals.Add(found.GroupOfJob[job], sizes[job], durations[job]);
            }
        }

        if (found.Matches is not null)
        {
            found.Matches.Totals = totals;
        }

        return totals;
    }
}

/// <summary>What a query finds in a copy.</summary>
/// <param name="groupOfJob">The number of each job's group.</param>
/// <param name="matches">Null when the groups say it all.</param>
internal sealed class FoundJobs(CopyColumns copy, JobQuery query, int[] groupOfJob, MatchSet? matches)
{
    public CopyColumns Copy { get; } = copy;

    public JobQuery Query { get; } = query;

    public int[] GroupOfJob { get; } = groupOfJob;

    public MatchSet? Matches { get; } = matches;

    public GroupFilter Groups { get; } = new(query);

    public long Total => Copy.Groups.All.Where(Groups.Fits).Sum(group => Count(group.Number));

    /// <summary>Matches of a group.</summary>
    public long Count(int group) => Matches is null ? Copy.Groups[group].Jobs : Matches.ByGroup[group];
}
