using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

/// <summary>Jobs of a snapshot that agree in status, media type and error code; rows name their group by its number.</summary>
internal sealed record JobGroup(int Number, string? Status, string? MediaType, string? ErrorCode, long Jobs)
{
    /// <summary>Jobs by size and by duration (see <see cref="Bins"/>); null until all jobs are here.</summary>
    public (long[] Sizes, long[] Durations)? Spread { get; init; }

    public bool IsFailed => Status == "failed";

    public bool IsError => ErrorCode is not null || IsFailed;
}

/// <summary>The groups of a snapshot: few as a rule, and never so many that they could not be read.</summary>
internal sealed class JobGroups
{
    private const string Select =
        "SELECT number, status, media_type, error_code, jobs, sizes, durations FROM job_groups WHERE snapshot_key = ?1 ORDER BY number";

    private readonly List<JobGroup> _byNumber;

    private JobGroups(List<JobGroup> byNumber) => _byNumber = byNumber;

    /// <summary>By number, which is the place in the list.</summary>
    public IReadOnlyList<JobGroup> All => _byNumber;

    public long Jobs => _byNumber.Sum(group => group.Jobs);

    public JobGroup this[int number] => _byNumber[number];

    public static JobGroups Read(CacheReader reader, long snapshot) => new(CacheReader.All(
        reader.Prepare(Select).Bind(1, snapshot),
        row => new JobGroup((int)row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Long(4))
        {
            Spread = row.IsNull(5) ? null : (JobTotals.Read(row.Bytes(5)), JobTotals.Read(row.Bytes(6))),
        }));

    /// <summary>1 at the code of each group that fits. Code 0, which means no job, never does.</summary>
    public byte[] Codes(Func<JobGroup, bool> fits)
    {
        var codes = new byte[_byNumber.Count + 1];
        foreach (var group in _byNumber)
        {
            codes[group.Number + 1] = fits(group) ? (byte)1 : (byte)0;
        }

        return codes;
    }
}
