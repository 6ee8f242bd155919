using BatchDashboard.Data.Columns;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>
/// Jobs of a snapshot that agree in status, media type and error code; rows name their group by its number. Of words that
/// <see cref="WordComparer"/> holds for the same, all groups of the snapshot have the spelling that came first.
/// </summary>
internal sealed record JobGroup(int Number, string? Status, string? MediaType, string? ErrorCode, long Jobs)
{
    /// <summary>The words as the API spelled them for these jobs.</summary>
    public required (string? Status, string? MediaType, string? ErrorCode) Sent { get; init; }

    /// <summary>Jobs by size and by duration (see <see cref="Bins"/>); null until all jobs are here.</summary>
    public (long[] Sizes, long[] Durations)? Spread { get; init; }

    public bool IsFailed => WordComparer.Instance.Equals(Status, "failed");

    public bool IsSucceeded => WordComparer.Instance.Equals(Status, "succeeded");

    public bool IsError => IsErrorOf(Status, ErrorCode);

    /// <summary>A job with such words failed, or has an error code.</summary>
    public static bool IsErrorOf(string? status, string? errorCode) => errorCode is not null || WordComparer.Instance.Equals(status, "failed");
}

/// <summary>The groups of a snapshot: few as a rule, and never so many that they could not be read.</summary>
internal sealed class JobGroups
{
    private readonly List<JobGroup> _byNumber;

    private JobGroups(List<JobGroup> byNumber) => _byNumber = byNumber;

    /// <summary>By number, which is the place in the list.</summary>
    public IReadOnlyList<JobGroup> All => _byNumber;

    public long Jobs => _byNumber.Sum(group => group.Jobs);

    public JobGroup this[int number] => _byNumber[number];

    public static async Task<JobGroups> ReadAsync(DashboardContext context, long snapshot, CancellationToken cancellation)
    {
        var rows = await context.Set<JobGroupRow>().AsNoTracking().Where(row => row.SnapshotKey == snapshot).OrderBy(row => row.Number).ToListAsync(cancellation);
        var words = new HashSet<string>(WordComparer.Instance);
        string? First(string? word)
        {
            if (word is not null && !words.Add(word))
            {
                words.TryGetValue(word, out word);
            }

            return word;
        }

        return new JobGroups(rows.ConvertAll(row => new JobGroup(row.Number, First(row.Status), First(row.MediaType), First(row.ErrorCode), row.Jobs)
        {
            Sent = (row.Status, row.MediaType, row.ErrorCode),
            Spread = row.Sizes is null || row.Durations is null ? null : (JobTotals.Read(row.Sizes), JobTotals.Read(row.Durations)),
        }));
    }

    /// <summary>1 at the number of each group that fits.</summary>
    public byte[] Marks(Func<JobGroup, bool> fits) => [.. _byNumber.Select(group => fits(group) ? (byte)1 : (byte)0)];
}
