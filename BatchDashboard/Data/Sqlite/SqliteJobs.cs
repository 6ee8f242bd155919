using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BatchDashboard.Data.Sqlite;

/// <summary>Inserts rows of jobs by the hundred thousand: one prepared command, a row at a time, which is the fastest that the provider has.</summary>
internal static class SqliteJobs
{
    private static readonly (string Column, SqliteType Type, Func<JobRow, object?> Value)[] Columns =
    [
        ("key", SqliteType.Integer, row => row.Key),
        ("group_no", SqliteType.Integer, row => row.GroupNo),
        ("job_id", SqliteType.Text, row => row.JobId),
        ("media_id", SqliteType.Text, row => row.MediaId),
        ("file_name", SqliteType.Text, row => row.FileName),
        ("size_bytes", SqliteType.Integer, row => row.SizeBytes),
        ("created_at", SqliteType.Integer, row => row.CreatedAt),
        ("completed_at", SqliteType.Integer, row => row.CompletedAt),
        ("error_message", SqliteType.Text, row => row.ErrorMessage),
        ("parts", SqliteType.Integer, row => (int)row.Parts),
        ("raw", SqliteType.Text, row => row.Raw),
    ];

    /// <summary>In the transaction of the context.</summary>
    public static async Task InsertAsync(DbContext context, IEnumerable<JobRow> rows, CancellationToken cancellation)
    {
        await using var command = ((SqliteConnection)context.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (SqliteTransaction)context.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText =
            $"INSERT INTO jobs ({string.Join(", ", Columns.Select(column => column.Column))}) VALUES ({string.Join(", ", Columns.Select(column => "$" + column.Column))})";
        foreach (var (column, type, _) in Columns)
        {
            command.Parameters.Add("$" + column, type);
        }

        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < Columns.Length; i++)
            {
                command.Parameters[i].Value = Columns[i].Value(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
