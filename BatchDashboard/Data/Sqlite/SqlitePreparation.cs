using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SQLitePCL;

namespace BatchDashboard.Data.Sqlite;

/// <summary>
/// Makes the database ready at the start. Migrations run as one script in one transaction under SQLite's own lock: EF
/// Core's <c>Migrate</c> guards itself with a row that a killed start leaves behind, and then waits for it for ever.
/// </summary>
internal static class SqlitePreparation
{
    public static async Task<(SqliteLocation Location, bool ReadOnly)> RunAsync(
        DbContextOptions<SqliteContext> options, SqliteLocation location, CancellationToken cancellation)
    {
        try
        {
            return (location.Existing(), await PrepareAsync(options, location, cancellation));
        }
        catch (SqliteException error) when (CanBeImmutable(error, location))
        {
            return (location.Immutable(), await PrepareAsync(options, location.Immutable(), cancellation));
        }
    }

    /// <summary>A file without a log beside it that cannot be opened as it should: it may stand on a read-only medium.</summary>
    private static bool CanBeImmutable(SqliteException error, SqliteLocation location) =>
        error.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY
        && File.Exists(location.FilePath)
        && !File.Exists(location.FilePath + "-wal");

    private static async Task<bool> PrepareAsync(DbContextOptions<SqliteContext> options, SqliteLocation location, CancellationToken cancellation)
    {
        await using var context = new SqliteContext(options);
        var connection = await SqliteDatabase.OpenAsync(context, location, cancellation);
        var readOnly = raw.sqlite3_db_readonly(connection.Handle, "main") == 1;
        var upToDate = await LookAsync(context, connection, location.FileName, readOnly, cancellation);
        if (readOnly)
        {
            return true;
        }

        await ExecuteAsync(connection, null, "PRAGMA journal_mode = WAL;", cancellation);
        if (!upToDate)
        {
            await MigrateAsync(context, connection, location.FileName, cancellation);
        }

        return false;
    }

    /// <summary>One look, in one transaction: between two of its reads another first start could make the tables.</summary>
    private static async Task<bool> LookAsync(
        SqliteContext context, SqliteConnection connection, string file, bool readOnly, CancellationToken cancellation)
    {
        await using var look = connection.BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(look, cancellation);
        var upToDate = await IsUpToDateAsync(context, file, readOnly, cancellation);
        await look.CommitAsync(cancellation);
        await context.Database.UseTransactionAsync(null, cancellation);
        return upToDate;
    }

    private static async Task MigrateAsync(SqliteContext context, SqliteConnection connection, string file, CancellationToken cancellation)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        await context.Database.UseTransactionAsync(transaction, cancellation);
        // Another process may have been here between the first look and the lock.
        if (!await IsUpToDateAsync(context, file, readOnly: false, cancellation))
        {
            var applied = await AppliedAsync(context, cancellation);
            var script = context.GetService<IMigrator>().GenerateScript(
                applied.Count == 0 ? Migration.InitialDatabase : applied[^1],
                toMigration: null,
                MigrationsSqlGenerationOptions.NoTransactions);
            await ExecuteAsync(connection, transaction, script, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static async Task<bool> IsUpToDateAsync(SqliteContext context, string file, bool readOnly, CancellationToken cancellation)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = await AppliedAsync(context, cancellation);
        if (applied.Except(known, StringComparer.Ordinal).Any())
        {
            throw new DatabaseException(SqliteFaults.OtherVersion(file));
        }

        if (applied.Count == 0 && await HasTablesAsync(context, cancellation))
        {
            throw new DatabaseException(SqliteFaults.Foreign(file));
        }

        var upToDate = applied.Count == known.Count;
        return upToDate || !readOnly
            ? upToDate
            : throw new DatabaseException(applied.Count == 0 ? SqliteFaults.EmptyAndReadOnly(file) : SqliteFaults.OldAndReadOnly(file));
    }

    private static async Task<List<string>> AppliedAsync(SqliteContext context, CancellationToken cancellation)
    {
        var history = await context.Database.SqlQuery<long>(
            $"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'").SingleAsync(cancellation);
        return history == 0
            ? []
            : await context.Database.SqlQuery<string>(
                $"SELECT MigrationId AS Value FROM __EFMigrationsHistory ORDER BY MigrationId").ToListAsync(cancellation);
    }

    private static async Task<bool> HasTablesAsync(SqliteContext context, CancellationToken cancellation) =>
        await context.Database.SqlQuery<long>(
            $"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name NOT IN ('__EFMigrationsHistory', 'sqlite_sequence')")
            .SingleAsync(cancellation) > 0;

    private static async Task ExecuteAsync(SqliteConnection connection, SqliteTransaction? transaction, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
