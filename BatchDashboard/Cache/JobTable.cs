using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BatchDashboard.Cache;

/// <summary>The SQL that all reads of jobs share. Change tracking would cost more than the database itself.</summary>
internal static class JobTable
{
    public const string Columns =
        "jobs.ordinal, jobs.job_id, jobs.media_id, jobs.file_name, jobs.media_type, jobs.status, jobs.size_bytes, "
        + "jobs.created_at, jobs.completed_at, jobs.error_code, jobs.error_message, jobs.shape";

    /// <summary>The first column after <see cref="Columns"/>.</summary>
    public const int NextColumn = 12;

    /// <summary>A command in the transaction of the context.</summary>
    public static SqliteCommand Command(CacheContext context, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        var command = connection.CreateCommand();
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        // The callers build it from constants; every value is a parameter.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public static async Task<List<T>> ReadAllAsync<T>(this SqliteCommand command, Func<IDataRecord, T> read, CancellationToken cancellation)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <summary>Shows each row without keeping any.</summary>
    public static async Task ReadEachAsync(this SqliteCommand command, Action<IDataRecord> see, CancellationToken cancellation)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                see(reader);
            }
        }
    }

    public static async Task<int> ExecuteAsync(this SqliteCommand command, CancellationToken cancellation)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public static CachedJob Job(IDataRecord row) => Job(row, extras: null);

    public static CachedJob Job(IDataRecord row, string? extras) => new(row.GetInt64(0), JobDecoder.Decode(Read(row), extras));

    public static string? Text(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static JobColumns Read(IDataRecord row) => new()
    {
        JobId = Text(row, 1),
        MediaId = Text(row, 2),
        FileName = Text(row, 3),
        MediaType = Text(row, 4),
        Status = Text(row, 5),
        SizeBytes = Number(row, 6),
        CreatedAt = Number(row, 7),
        CompletedAt = Number(row, 8),
        ErrorCode = Text(row, 9),
        ErrorMessage = Text(row, 10),
        Shape = new JobShape(row.GetInt64(11)),
    };
}
