namespace BatchDashboard.Cache;

/// <summary>Reads rows of jobs.</summary>
internal static class JobTable
{
    private const string Columns = "jobs.key, group_no, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, shape";

    /// <summary>Jobs of a list, in the order of the ordinals; those that are gone are left out.</summary>
    public static List<ListedJob> Listed(
        CacheReader reader, IReadOnlyList<long> ordinals, long snapshot, JobGroups groups, Func<long, bool> isRepeat)
    {
        var jobs = new List<ListedJob>(ordinals.Count);
        foreach (var ordinal in ordinals)
        {
            var row = reader.Prepare($"SELECT {Columns} FROM jobs WHERE key = ?1").Bind(1, JobKey.Of(snapshot, ordinal));
            if (row.Step())
            {
                jobs.Add(new ListedJob(ordinal, Read(row, groups), isRepeat(ordinal)));
            }

            row.Reset();
        }

        return jobs;
    }

    /// <summary>How many of the ordinals [first, end) have a job.</summary>
    public static long Count(CacheReader reader, long snapshot, long first, long end) => CacheReader.Number(
        reader.Prepare("SELECT count(*) FROM jobs WHERE key >= ?1 AND key < ?2").Bind(1, JobKey.Of(snapshot, first)).Bind(2, JobKey.Of(snapshot, end)));

    /// <summary>Jobs with ordinals [first, first + count), in order.</summary>
    public static List<ListedJob> Range(
        CacheReader reader, long snapshot, long first, int count, JobGroups groups, Func<long, bool> isRepeat) =>
        CacheReader.All(
            reader.Prepare($"SELECT {Columns} FROM jobs WHERE key >= ?1 AND key < ?2 ORDER BY key")
                .Bind(1, JobKey.Of(snapshot, first)).Bind(2, JobKey.Of(snapshot, first + count)),
            row => JobKey.Ordinal(row.Long(0)) is var ordinal ? new ListedJob(ordinal, Read(row, groups), isRepeat(ordinal)) : null!);

    /// <summary>One job with its details and unknown fields; null when there is none at the ordinal.</summary>
    public static CachedJob? Whole(CacheReader reader, long snapshot, long ordinal, JobGroups groups, Func<long, bool> isRepeat)
    {
        var row = reader.Prepare($"SELECT {Columns}, job_extras.body FROM jobs LEFT JOIN job_extras ON job_extras.key = jobs.key WHERE jobs.key = ?1")
            .Bind(1, JobKey.Of(snapshot, ordinal));
        var job = row.Step() ? new CachedJob(ordinal, JobDecoder.Decode(Read(row, groups), row.Text(10)), isRepeat(ordinal)) : null;
        row.Reset();
        return job;
    }

    private static JobColumns Read(Statement row, JobGroups groups)
    {
        var group = groups[(int)row.Long(1)];
        return new JobColumns
        {
            JobId = row.Text(2),
            MediaId = row.Text(3),
            FileName = row.Text(4),
            MediaType = group.MediaType,
            Status = group.Status,
            SizeBytes = row.LongOrNull(5),
            CreatedAt = row.LongOrNull(6),
            CompletedAt = row.LongOrNull(7),
            ErrorCode = group.ErrorCode,
            ErrorMessage = row.Text(8),
            Shape = new JobShape(row.Long(9)),
        };
    }
}
