using System.Text;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Writes rows of jobs at their places in a snapshot.</summary>
internal sealed class JobWriter(CacheReader reader, long snapshot, JobGroups groups)
{
    private const string InsertJob =
        """
        INSERT INTO jobs (key, group_no, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, shape)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    private readonly GroupWriter _groups = new(reader, snapshot, groups);

    // Of the job before: nearly all have the same fields.
    private (JobParts Sent, JobParts Nulls, JobShape Shape) _last;

    /// <summary>Stores rows at the ordinals from <paramref name="first"/> on. Nothing stands there.</summary>
    public void Insert(long first, JobList rows)
    {
        var insert = reader.Prepare(InsertJob);
        for (var i = 0; i < rows.Count; i++)
        {
            insert.Bind(1, JobKey.Of(snapshot, first + i));
            var extras = rows.TryGetPlain(i, out var plain) ? Insert(insert, plain) : Insert(insert, rows[i]);
            if (extras is not null)
            {
                reader.Prepare("INSERT INTO job_extras (key, body) VALUES (?1, ?2)").Bind(1, JobKey.Of(snapshot, first + i)).Bind(2, extras).Run();
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

    // Both bring what stands in no column.
    private string? Insert(Statement insert, in PlainJob job)
    {
        insert.Bind(2, _groups.Add(job.Status, job.MediaType, job.ErrorCode));
        BindText(insert, 3, job.Has(JobParts.JobId), job.JobId);
        BindText(insert, 4, job.Has(JobParts.MediaId), job.MediaId);
        BindText(insert, 5, job.Has(JobParts.FileName), job.FileName);
        insert.Bind(6, job.SizeBytes).Bind(7, job.CreatedAt).Bind(8, job.CompletedAt);
        BindText(insert, 9, job.Has(JobParts.ErrorMessage), job.ErrorMessage);
        insert.Bind(10, ShapeOf(job).Bits).Run();
        return job.Has(JobParts.ErrorDetails) ? JobEncoder.Extras(Encoding.UTF8.GetString(job.ErrorDetails)) : null;
    }

    private string? Insert(Statement insert, Field<JobResult> row)
    {
        var (job, extras) = JobEncoder.Encode(row);
        insert.Bind(2, _groups.Add(job.Status, job.MediaType, job.ErrorCode)).Bind(3, job.JobId).Bind(4, job.MediaId).Bind(5, job.FileName)
            .Bind(6, job.SizeBytes).Bind(7, job.CreatedAt).Bind(8, job.CompletedAt).Bind(9, job.ErrorMessage).Bind(10, job.Shape.Bits)
            .Run();
        return extras;
    }

    private JobShape ShapeOf(in PlainJob job)
    {
        if (job.Sent != _last.Sent || job.Nulls != _last.Nulls || _last.Shape == default)
        {
            _last = (job.Sent, job.Nulls, JobEncoder.ShapeOf(job.Sent, job.Nulls));
        }

        return _last.Shape;
    }

    private static void BindText(Statement insert, int parameter, bool hasValue, ReadOnlySpan<byte> utf8) =>
        _ = hasValue ? insert.BindText(parameter, utf8) : insert.Bind(parameter, (string?)null);
}
