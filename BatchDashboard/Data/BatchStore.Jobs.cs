using System.Runtime.CompilerServices;
using BatchDashboard.Data.Columns;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    private const int IdsAtOnce = 100;

    /// <summary>How many of the ordinals [first, first + count) the snapshot holds.</summary>
    public Task<int> CountRangeAsync(long snapshot, long first, int count, CancellationToken cancellation) =>
        _database.ReadAsync((context, token) => JobTable.Of(context, snapshot, first, first + count).CountAsync(token), cancellation);

    /// <summary>Jobs with ordinals [first, first + count), in order: the API's own page.</summary>
    public async Task<IReadOnlyList<StoredJob>> ListRangeAsync(long snapshot, long first, int count, CancellationToken cancellation) => await RowsAsync(
        snapshot, (context, groups, isRepeat, token) => JobTable.RangeAsync(context, snapshot, first, count, groups, isRepeat, token), cancellation);

    /// <summary>
    /// Jobs that match, skipping <paramref name="skip"/>, at most <paramref name="take"/>, with the number of all of them
    /// and their facets. Ties are in the API's order, or its reverse where the order is descending; jobs without the
    /// value come last.
    /// </summary>
    public async Task<JobMatches> MatchAsync(long snapshot, JobQuery query, long skip, int take, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return JobMatches.None;
        }

        var found = await _finder.FindAsync(copy, query, cancellation);
        var page = await JobFinder.PageAsync(found, skip, take, cancellation);
        return new JobMatches(await ListAsync(copy, page, cancellation), found.Total, await JobFinder.FacetsAsync(found, cancellation));
    }

    /// <summary>Jobs of a snapshot whose file has exactly this name, but for the case of letters.</summary>
    public async Task<IReadOnlyList<StoredJob>> FindNamedAsync(long snapshot, string fileName, int most, CancellationToken cancellation) =>
        await _columns.OpenAsync(snapshot, cancellation) is { } copy
            ? await ListAsync(copy, await TextSearch.WholeAsync(copy, ColumnKind.Names, fileName, most, cancellation), cancellation)
            : [];

    /// <summary>
    /// Jobs that match now, in the filter's order and in steps. All are found before the first step, so that what operators
    /// do meanwhile neither repeats nor leaves out any.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<StoredJob>> WalkAsync(
        long snapshot, JobQuery query, int step, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ordinals = await OrdinalsAsync(snapshot, query, cancellation);
        for (var first = 0; first < ordinals.Count; first += step)
        {
            yield return await ListAtAsync(snapshot, [.. ordinals.Skip(first).Take(step)], cancellation);
        }
    }

    public async Task<long> CountJobsAsync(long snapshot, JobQuery query, CancellationToken cancellation) =>
        await _columns.OpenAsync(snapshot, cancellation) is { } copy ? (await _finder.FindAsync(copy, query, cancellation)).Total : 0;

    /// <summary>One job whole, with details and unknown fields, by its job id; the first of those that share it.</summary>
    public async Task<StoredJob?> FindJobAsync(long snapshot, string jobId, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return null;
        }

        var id = SoundText.Clean(jobId);
        var places = await copy.PlacesAsync(cancellation);
        foreach (var some in (await TextSearch.WholeAsync(copy, ColumnKind.JobIds, id, int.MaxValue, cancellation)).Chunk(IdsAtOnce))
        {
            // The column is folded: the row tells whether the letters are the same.
            var found = await _database.ReadAsync(
                async (context, token) => (await JobTable.AtAsync(context, snapshot, [.. some.Select(job => places[job])], withRaw: true, token)).Find(row => row.JobId == id) is { } same
                    ? JobTable.Read(same, copy.Groups, _ => false)
                    : null,
                cancellation);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>One job whole by its ordinal.</summary>
    public Task<StoredJob?> FindJobAsync(long snapshot, long ordinal, CancellationToken cancellation) => RowsAsync(
        snapshot, (context, groups, isRepeat, token) => JobTable.FindAsync(context, snapshot, ordinal, groups, isRepeat, token), cancellation);

    /// <summary>The nearest failed job before (step -1) or after (step 1) an ordinal.</summary>
    public async Task<StoredJob?> NeighbourFailedAsync(long snapshot, long ordinal, int step, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return null;
        }

        var (groups, isFailed) = (await copy.GroupsAsync(cancellation), copy.Groups.Marks(group => group.IsFailed));
        var job = Math.Min(groups.Length, (await copy.PlacesAsync(cancellation)).JobFrom(step > 0 ? ordinal + 1 : ordinal)) - (step > 0 ? 0 : 1);
        while (job >= 0 && job < groups.Length && isFailed[groups[job]] == 0)
        {
            job += step;
        }

        return job >= 0 && job < groups.Length ? (await ListAsync(copy, [job], cancellation)).SingleOrDefault() : null;
    }

    /// <summary>Failed jobs up to and including an ordinal, and failed jobs in all.</summary>
    public async Task<(long Position, long Count)> FailedPositionAsync(long snapshot, long ordinal, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return (0, 0);
        }

        var (groups, isFailed) = (await copy.GroupsAsync(cancellation), copy.Groups.Marks(group => group.IsFailed));
        var end = Math.Min(groups.Length, (await copy.PlacesAsync(cancellation)).JobFrom(ordinal + 1));
        var position = 0L;
        for (var job = 0; job < end; job++)
        {
            position += isFailed[groups[job]];
        }

        return (position, copy.Groups.All.Where(group => group.IsFailed).Sum(group => group.Jobs));
    }

    // Rows need no columns: of a copy that still fills none are made for them, and it names no repeats.
    private async Task<T> RowsAsync<T>(
        long snapshot, Func<DashboardContext, JobGroups, Func<long, bool>, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        var whole = await _columns.FindWholeAsync(snapshot, cancellation);
        Func<long, bool> isRepeat = whole is null ? _ => false : await whole.IsRepeatAsync(cancellation);
        return await _database.ReadAsync(
            async (context, token) => await read(context, whole?.Groups ?? await JobGroups.ReadAsync(context, snapshot, token), isRepeat, token), cancellation);
    }

    /// <summary>Where the jobs are that match, in the filter's order.</summary>
    private async Task<IReadOnlyList<long>> OrdinalsAsync(long snapshot, JobQuery query, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return [];
        }

        var places = await copy.PlacesAsync(cancellation);
        var jobs = await JobFinder.PageAsync(await _finder.FindAsync(copy, query, cancellation), 0, int.MaxValue, cancellation);
        return [.. jobs.Select(job => places[job])];
    }

    private async Task<IReadOnlyList<StoredJob>> ListAsync(CopyColumns copy, IReadOnlyList<int> jobs, CancellationToken cancellation)
    {
        if (jobs.Count == 0)
        {
            return [];
        }

        var (places, isRepeat) = (await copy.PlacesAsync(cancellation), await copy.IsRepeatAsync(cancellation));
        return await _database.ReadAsync(
            (context, token) => JobTable.ListAsync(context, copy.Snapshot, [.. jobs.Select(job => places[job])], copy.Groups, isRepeat, token), cancellation);
    }
}
