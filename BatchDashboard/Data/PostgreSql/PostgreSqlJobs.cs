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
            $"COPY jobs ({string.Join(", ", JobRow.Columns.Select(one => one.Column))}) FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var (_, type, value) in JobRow.Columns)
            {
                await copy.WriteAsync(value(row), TypeOf(type), cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    private static NpgsqlDbType TypeOf(JobRow.ColumnType type) => type switch
    {
        JobRow.ColumnType.Int => NpgsqlDbType.Integer,
        JobRow.ColumnType.Long => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Text,
    };
}
