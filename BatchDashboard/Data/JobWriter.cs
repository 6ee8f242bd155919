using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>
/// Writes jobs at their places in a snapshot that fills, and counts them in its groups. The counts are stored when the context
/// saves its changes.
/// </summary>
internal sealed class JobWriter
{
    // Parameters of one statement.
    private const int MaxKeys = 500;

    private readonly DashboardContext _context;
    private readonly long _snapshot;
    private readonly List<JobGroupRow> _groups;
    private readonly Dictionary<(string? Status, string? MediaType, string? ErrorCode), JobGroupRow> _byWords;

    private JobWriter(DashboardContext context, long snapshot, List<JobGroupRow> groups)
    {
        (_context, _snapshot, _groups) = (context, snapshot, groups);
        _byWords = groups.ToDictionary(group => (group.Status, group.MediaType, group.ErrorCode));
    }

    public static async Task<JobWriter> OpenAsync(DashboardContext context, long snapshot, CancellationToken cancellation) => new(
        context,
        snapshot,
        await context.Set<JobGroupRow>().AsTracking().Where(group => group.SnapshotKey == snapshot).OrderBy(group => group.Number).ToListAsync(cancellation));

    /// <summary>Stores jobs at the ordinals from <paramref name="first"/> on. Nothing stands there.</summary>
    public Task InsertAsync(long first, IReadOnlyList<Job> jobs, CancellationToken cancellation) =>
        _context.InsertJobsAsync(jobs.Select((job, index) => Row(first + index, job)), cancellation);

    /// <summary>Removes the jobs at the ordinals [first, end); returns how many there were.</summary>
    public Task<long> DeleteAsync(long first, long end, CancellationToken cancellation) => DeleteAsync(JobTable.Of(_context, _snapshot, first, end), cancellation);

    /// <summary>Removes the jobs at these ordinals; returns how many there were.</summary>
    public async Task<long> DeleteAsync(IReadOnlyList<long> ordinals, CancellationToken cancellation)
    {
        var deleted = 0L;
        foreach (var keys in ordinals.Select(ordinal => JobKey.Of(_snapshot, ordinal)).Chunk(MaxKeys))
        {
            deleted += await DeleteAsync(_context.Set<JobRow>().Where(row => keys.Contains(row.Key)), cancellation);
        }

        return deleted;
    }

    private async Task<long> DeleteAsync(IQueryable<JobRow> rows, CancellationToken cancellation)
    {
        var present = await rows.GroupBy(row => row.GroupNo).Select(group => new { Number = group.Key, Jobs = group.LongCount() }).ToListAsync(cancellation);
        if (present.Count == 0)
        {
            return 0;
        }

        await rows.ExecuteDeleteAsync(cancellation);
        foreach (var group in present)
        {
            _groups[group.Number].Jobs -= group.Jobs;
        }

        return present.Sum(group => group.Jobs);
    }

    private JobRow Row(long ordinal, Job job)
    {
        var words = (job.Status, job.MediaType, job.ErrorCode);
        if (!_byWords.TryGetValue(words, out var group))
        {
            group = new JobGroupRow { SnapshotKey = _snapshot, Number = _groups.Count, Status = job.Status, MediaType = job.MediaType, ErrorCode = job.ErrorCode };
            _context.Add(group);
            _groups.Add(group);
            _byWords.Add(words, group);
        }

        group.Jobs++;
        return JobRow.Of(JobKey.Of(_snapshot, ordinal), group.Number, job);
    }
}
