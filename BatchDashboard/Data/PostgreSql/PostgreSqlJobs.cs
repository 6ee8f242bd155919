using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace BatchDashboard.Data.PostgreSql;

/// <summary>Inserts rows of jobs by the hundred thousand, as a binary COPY.</summary>
internal static class PostgreSqlJobs
{
    /// <summary>In the transaction of the context.</summary>
    public static async Task InsertAsync(DbContext context, IEnumerable<JobRow> rows, CancellationToken cancellation)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY jobs (key, group_no, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, parts, raw)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.Key, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.GroupNo, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(row.JobId, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(row.MediaId, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(row.FileName, NpgsqlDbType.Text, cancellation);
            await NumberAsync(row.SizeBytes);
            await NumberAsync(row.CreatedAt);
            await NumberAsync(row.CompletedAt);
            await copy.WriteAsync(row.ErrorMessage, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync((int)row.Parts, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(row.Raw, NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);

        Task NumberAsync(long? value) => value is { } number
            ? copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellation)
            : copy.WriteNullAsync(cancellation);
    }
}
