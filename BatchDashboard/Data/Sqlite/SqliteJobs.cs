using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BatchDashboard.Data.Sqlite;

/// <summary>Inserts rows of jobs by the hundred thousand: one prepared command, a row at a time, which is the fastest that the provider has.</summary>
internal static class SqliteJobs
{
    /// <summary>In the transaction of the context.</summary>
    public static async Task InsertAsync(DbContext context, IEnumerable<JobRow> rows, CancellationToken cancellation)
    {
        await using var command = ((SqliteConnection)context.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (SqliteTransaction)context.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText =
            $"INSERT INTO jobs ({string.Join(", ", JobRow.Columns.Select(one => one.Column))}) VALUES ({string.Join(", ", JobRow.Columns.Select(one => "$" + one.Column))})";
        foreach (var (column, type, _) in JobRow.Columns)
        {
            command.Parameters.Add("$" + column, type == JobRow.ColumnType.Text ? SqliteType.Text : SqliteType.Integer);
        }

        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < JobRow.Columns.Count; i++)
            {
                command.Parameters[i].Value = JobRow.Columns[i].Value(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
