using BatchDashboard.Wickson;
using Microsoft.Data.Sqlite;

namespace BatchDashboard.Cache;

/// <summary>Writes the jobs of a page with one prepared statement.</summary>
internal static class JobWriter
{
    private const string InsertJob =
        """
        INSERT INTO jobs (snapshot_key, ordinal, job_id, media_id, file_name, folded_name, media_type, status, size_bytes,
          created_at, completed_at, duration, error_code, error_message, shape)
        VALUES ($snapshot, $ordinal, $job, $media, $name, $folded, $type, $status, $size,
          $created, $completed, $duration, $code, $message, $shape)
        ON CONFLICT (snapshot_key, ordinal) DO UPDATE SET job_id = excluded.job_id, media_id = excluded.media_id,
          file_name = excluded.file_name, folded_name = excluded.folded_name, media_type = excluded.media_type,
          status = excluded.status, size_bytes = excluded.size_bytes, created_at = excluded.created_at,
          completed_at = excluded.completed_at, duration = excluded.duration, error_code = excluded.error_code,
          error_message = excluded.error_message, shape = excluded.shape
        """;

    private const string InsertExtras =
        """
        INSERT INTO job_extras (snapshot_key, ordinal, body) VALUES ($snapshot, $ordinal, $body)
        ON CONFLICT (snapshot_key, ordinal) DO UPDATE SET body = excluded.body
        """;

    private static readonly string[] Names =
    [
        "$snapshot", "$ordinal", "$job", "$media", "$name", "$folded", "$type", "$status", "$size",
        "$created", "$completed", "$duration", "$code", "$message", "$shape",
    ];

    /// <summary>Stores rows at the ordinals from <paramref name="first"/> on.</summary>
    public static async Task InsertAsync(
        CacheContext context, long snapshot, long first, IReadOnlyList<Field<JobResult>> rows, CancellationToken cancellation)
    {
        await using var jobs = Prepare(context, InsertJob, Names);
        await using var extras = Prepare(context, InsertExtras, ["$snapshot", "$ordinal", "$body"]);
        jobs.Parameters[0].Value = extras.Parameters[0].Value = snapshot;
        for (var i = 0; i < rows.Count; i++)
        {
            var (columns, rest) = JobEncoder.Encode(rows[i]);
            Set(jobs.Parameters, first + i, columns);
            await jobs.ExecuteNonQueryAsync(cancellation);
            if (rest is not null)
            {
                extras.Parameters[1].Value = first + i;
                extras.Parameters[2].Value = rest;
                await extras.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    /// <summary>Removes the jobs at the ordinals [first, end); returns how many there were.</summary>
    public static async Task<int> DeleteAsync(CacheContext context, long snapshot, long first, long end, CancellationToken cancellation)
    {
        const string Where = " WHERE snapshot_key = $snapshot AND ordinal >= $first AND ordinal < $end";
        await JobTable.Command(context, "DELETE FROM job_extras" + Where, ("$snapshot", snapshot), ("$first", first), ("$end", end))
            .ExecuteAsync(cancellation);
        return await JobTable.Command(context, "DELETE FROM jobs" + Where, ("$snapshot", snapshot), ("$first", first), ("$end", end))
            .ExecuteAsync(cancellation);
    }

    private static SqliteCommand Prepare(CacheContext context, string sql, string[] names)
    {
        var command = JobTable.Command(context, sql);
        foreach (var name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static void Set(SqliteParameterCollection parameters, long ordinal, JobColumns job)
    {
        object?[] values =
        [
            ordinal, job.JobId, job.MediaId, job.FileName, job.FoldedName, job.MediaType, job.Status, job.SizeBytes,
            job.CreatedAt, job.CompletedAt, job.Duration, job.ErrorCode, job.ErrorMessage, job.Shape.Bits,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i + 1].Value = values[i] ?? DBNull.Value;
        }
    }
}
