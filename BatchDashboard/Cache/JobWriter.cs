using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Writes rows of jobs at their places in a snapshot.</summary>
internal sealed class JobWriter(CacheReader reader, long snapshot)
{
    private const string InsertJob =
        """
        INSERT INTO jobs (key, group_no, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, shape)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    private readonly GroupWriter _groups = new(reader, snapshot);

    /// <summary>Stores rows at the ordinals from <paramref name="first"/> on. Nothing stands there.</summary>
    public void Insert(long first, IReadOnlyList<Field<JobResult>> rows)
    {
        var insert = reader.Prepare(InsertJob);
        for (var i = 0; i < rows.Count; i++)
        {
            var (job, extras) = JobEncoder.Encode(rows[i]);
            var key = JobKey.Of(snapshot, first + i);
            insert.Bind(1, key).Bind(2, _groups.Add(job)).Bind(3, job.JobId).Bind(4, job.MediaId).Bind(5, job.FileName).Bind(6, job.SizeBytes)
                .Bind(7, job.CreatedAt).Bind(8, job.CompletedAt).Bind(9, job.ErrorMessage).Bind(10, job.Shape.Bits)
                .Run();
            if (extras is not null)
            {
                reader.Prepare("INSERT INTO job_extras (key, body) VALUES (?1, ?2)").Bind(1, key).Bind(2, extras).Run();
            }
        }
    }

    /// <summary>Removes the jobs at the ordinals [first, end); returns how many there were.</summary>
    public long Delete(long first, long end)
    {
        var (from, to) = (JobKey.Of(snapshot, first), end == long.MaxValue ? JobKey.End(snapshot) : JobKey.Of(snapshot, end));
        var present = CacheReader.All(
            reader.Prepare("SELECT group_no, count(*) FROM jobs WHERE key >= ?1 AND key < ?2 GROUP BY group_no").Bind(1, from).Bind(2, to),
            row => (Group: (int)row.Long(0), Jobs: row.Long(1)));
        if (present.Count == 0)
        {
            return 0;
        }

        reader.Prepare("DELETE FROM job_extras WHERE key >= ?1 AND key < ?2").Bind(1, from).Bind(2, to).Run();
        reader.Prepare("DELETE FROM jobs WHERE key >= ?1 AND key < ?2").Bind(1, from).Bind(2, to).Run();
        foreach (var (group, jobs) in present)
        {
            _groups.Remove(group, jobs);
        }

        return present.Sum(group => group.Jobs);
    }

    /// <summary>Stores what the groups count now. The last step of a write.</summary>
    public void Save() => _groups.Save();
}
