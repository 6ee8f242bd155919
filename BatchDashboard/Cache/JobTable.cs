using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

/// <summary>Reads rows of jobs.</summary>
internal static class JobTable
{
    // Parameters of one query.
    private const int MaxKeys = 500;

    /// <summary>The rows of a snapshot, in the API's order.</summary>
    public static IQueryable<JobRow> Of(CacheContext context, long snapshot, long first = 0, long end = long.MaxValue)
    {
        var (from, to) = (JobKey.Of(snapshot, first), end == long.MaxValue ? JobKey.End(snapshot) : JobKey.Of(snapshot, end));
        return context.Set<JobRow>().AsNoTracking().Where(row => row.Key >= from && row.Key < to).OrderBy(row => row.Key);
    }

    /// <summary>Some rows, in the order of the ordinals; those that are gone are left out.</summary>
    public static async Task<List<JobRow>> AtAsync(CacheContext context, long snapshot, IReadOnlyList<long> ordinals, CancellationToken cancellation)
    {
        var found = new Dictionary<long, JobRow>(ordinals.Count);
        foreach (var some in ordinals.Where(JobKey.IsOrdinal).Select(ordinal => JobKey.Of(snapshot, ordinal)).Chunk(MaxKeys))
        {
            await foreach (var row in context.Set<JobRow>().AsNoTracking().Where(row => some.Contains(row.Key)).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                found[row.Key] = row;
            }
        }

        return [.. ordinals.Where(JobKey.IsOrdinal).Select(ordinal => found.GetValueOrDefault(JobKey.Of(snapshot, ordinal))).OfType<JobRow>()];
    }

    /// <summary>The same jobs for a list.</summary>
    public static async Task<List<ListedJob>> ListedAsync(
        CacheContext context, long snapshot, IReadOnlyList<long> ordinals, JobGroups groups, Func<long, bool> isRepeat, CancellationToken cancellation) =>
        (await AtAsync(context, snapshot, ordinals, cancellation)).ConvertAll(row => Listed(row, groups, isRepeat));

    /// <summary>Jobs with ordinals [first, first + count), in order.</summary>
    public static async Task<List<ListedJob>> RangeAsync(
        CacheContext context, long snapshot, long first, int count, JobGroups groups, Func<long, bool> isRepeat, CancellationToken cancellation) =>
        (await Of(context, snapshot, first, first + count).ToListAsync(cancellation)).ConvertAll(row => Listed(row, groups, isRepeat));

    /// <summary>One job with its details and unknown fields; null when there is none at the ordinal.</summary>
    public static async Task<CachedJob?> WholeAsync(
        CacheContext context, long snapshot, long ordinal, JobGroups groups, Func<long, bool> isRepeat, CancellationToken cancellation)
    {
        if (!JobKey.IsOrdinal(ordinal) || await AtAsync(context, snapshot, [ordinal], cancellation) is not [var row])
        {
            return null;
        }

        var extras = await context.Set<JobExtrasRow>().Where(one => one.Key == row.Key).Select(one => one.Body).SingleOrDefaultAsync(cancellation);
        return new CachedJob(ordinal, JobDecoder.Decode(Columns(row, groups), extras), isRepeat(ordinal));
    }

    private static ListedJob Listed(JobRow row, JobGroups groups, Func<long, bool> isRepeat)
    {
        var ordinal = JobKey.Ordinal(row.Key);
        return new ListedJob(ordinal, Columns(row, groups), isRepeat(ordinal));
    }

    private static JobColumns Columns(JobRow row, JobGroups groups)
    {
        var group = groups[row.GroupNo];
        return new JobColumns
        {
            JobId = row.JobId,
            MediaId = row.MediaId,
            FileName = row.FileName,
            MediaType = group.Sent.MediaType,
            Status = group.Sent.Status,
            SizeBytes = row.SizeBytes,
            CreatedAt = row.CreatedAt,
            CompletedAt = row.CompletedAt,
            ErrorCode = group.Sent.ErrorCode,
            ErrorMessage = row.ErrorMessage,
            Shape = new JobShape(row.Shape),
        };
    }
}
