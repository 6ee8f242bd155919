using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>Reads rows of jobs.</summary>
internal static class JobTable
{
    // Parameters of one query.
    private const int MaxKeys = 500;

    /// <summary>The rows of a snapshot, in the API's order.</summary>
    public static IQueryable<JobRow> Of(DashboardContext context, long snapshot, long first = 0, long end = long.MaxValue)
    {
        var (from, to) = (JobKey.Of(snapshot, first), end == long.MaxValue ? JobKey.End(snapshot) : JobKey.Of(snapshot, end));
        return context.Set<JobRow>().AsNoTracking().Where(row => row.Key >= from && row.Key < to).OrderBy(row => row.Key);
    }

    /// <summary>Some rows, in the order of the ordinals; those that are gone are left out.</summary>
    public static async Task<List<JobRow>> AtAsync(
        DashboardContext context, long snapshot, IReadOnlyList<long> ordinals, bool withRaw, CancellationToken cancellation)
    {
        var found = new Dictionary<long, JobRow>(ordinals.Count);
        foreach (var some in ordinals.Where(JobKey.IsOrdinal).Select(ordinal => JobKey.Of(snapshot, ordinal)).Chunk(MaxKeys))
        {
            var rows = context.Set<JobRow>().AsNoTracking().Where(row => some.Contains(row.Key));
            await foreach (var row in (withRaw ? rows : rows.Select(JobRow.WithoutRaw)).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                found[row.Key] = row;
            }
        }

        return [.. ordinals.Where(JobKey.IsOrdinal).Select(ordinal => found.GetValueOrDefault(JobKey.Of(snapshot, ordinal))).OfType<JobRow>()];
    }

    /// <summary>The same jobs for a list.</summary>
    public static async Task<List<StoredJob>> ListAsync(
        DashboardContext context, long snapshot, IReadOnlyList<long> ordinals, JobGroups groups, Func<long, bool> isRepeat, CancellationToken cancellation) =>
        (await AtAsync(context, snapshot, ordinals, withRaw: false, cancellation)).ConvertAll(row => Read(row, groups, isRepeat));

    /// <summary>Jobs with ordinals [first, first + count) for a list, in order.</summary>
    public static async Task<List<StoredJob>> RangeAsync(
        DashboardContext context, long snapshot, long first, int count, JobGroups groups, Func<long, bool> isRepeat, CancellationToken cancellation) =>
        (await Of(context, snapshot, first, first + count).Select(JobRow.WithoutRaw).ToListAsync(cancellation)).ConvertAll(row => Read(row, groups, isRepeat));

    /// <summary>One job whole; null when there is none at the ordinal.</summary>
    public static async Task<StoredJob?> FindAsync(
        DashboardContext context, long snapshot, long ordinal, JobGroups groups, Func<long, bool> isRepeat, CancellationToken cancellation) =>
        await AtAsync(context, snapshot, [ordinal], withRaw: true, cancellation) is [var row] ? Read(row, groups, isRepeat) : null;

    public static StoredJob Read(JobRow row, JobGroups groups, Func<long, bool> isRepeat)
    {
        var ordinal = JobKey.Ordinal(row.Key);
        return new StoredJob(ordinal, row.ToJob(groups[row.GroupNo]), isRepeat(ordinal));
    }
}
