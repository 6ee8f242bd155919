using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BatchDashboard.Tests.Data;

/// <summary>
/// The database of each test: a SQLite file in the test's directory, or one of its own on the PostgreSQL server that
/// <c>DASHBOARD_TEST_POSTGRESQL</c> names with its connection string. Classes about SQLite's files have the trait <see cref="Trait"/>
/// and are left out there.
/// </summary>
internal static class TestDatabase
{
    public const string FileName = "test.db";
    public const string Trait = "Database";
    public const string OnlySqlite = "Sqlite";

    private static readonly ConcurrentDictionary<string, string> Created = new(StringComparer.Ordinal);

    public static string? Server { get; } = Environment.GetEnvironmentVariable("DASHBOARD_TEST_POSTGRESQL") is { Length: > 0 } server ? server : null;

    public static bool IsPostgreSql => Server is not null;

    /// <summary>The settings of an app whose data is in the directory; two of one directory share the database.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string directory)
    {
        if (Server is null)
        {
            return [];
        }

        return
        [
            new("Database:Provider", "PostgreSql"),
            new("Database:ConnectionString", new NpgsqlConnectionStringBuilder(Server) { Database = Created.GetOrAdd(directory, Create), MaxPoolSize = 20 }.ConnectionString),
        ];
    }

    /// <summary>The same for the command line of an app of its own.</summary>
    public static IEnumerable<string> Arguments(string directory) => Server is null
        ? ["--Database:ConnectionString", "Data Source=" + FileName]
        : Settings(directory).SelectMany(setting => new[] { "--" + setting.Key, setting.Value! });

    /// <summary>A file of SQLite, or the database in its place.</summary>
    public static Task<DbConnection> OpenFileAsync(string file) => OpenAsync(Path.GetDirectoryName(file)!, Path.GetFileName(file));

    /// <summary>A connection as another program would open it.</summary>
    public static async Task<DbConnection> OpenAsync(string directory, string fileName = FileName)
    {
        DbConnection connection = Server is null
            ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, fileName), Pooling = false, DefaultTimeout = 1 }.ToString())
            : new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Database = Created.GetOrAdd(directory, Create), Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>The first value that the SQL brings.</summary>
    public static async Task<object?> QueryAsync(string directory, string sql)
    {
        await using var connection = await OpenAsync(directory);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc cref="TemporaryCache.TrapAsync" />
    public static Task TrapAsync(string directory, string action, string table, string condition) => QueryAsync(directory, IsPostgreSql
        ? $"""
          CREATE OR REPLACE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
          CREATE TRIGGER trap BEFORE {action} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION stop();
          """
        : $"CREATE TRIGGER trap BEFORE {action} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'stopped'); END");

    public static Task ReleaseAsync(string directory, string table) => QueryAsync(
        directory, IsPostgreSql ? $"DROP TRIGGER trap ON {table}" : "DROP TRIGGER trap");

    /// <summary>
    /// Lets a lease be older by so much where the clock of a server decides, which no test moves. On SQLite the test's own clock does.
    /// </summary>
    public static Task AgeAsync(string directory, string table, string column, TimeSpan time) => IsPostgreSql
        ? QueryAsync(directory, string.Create(CultureInfo.InvariantCulture, $"UPDATE {table} SET {column} = {column} - {(long)time.TotalMilliseconds}"))
        : Task.CompletedTask;

    /// <summary>Ends when so many processes of the dashboard hear each other.</summary>
    public static async Task ListenersAsync(string directory, long processes)
    {
        while ((long)(await QueryAsync(
            directory, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"))! < processes)
        {
        }
    }

    public static void Discard(string directory)
    {
        SqliteConnection.ClearAllPools();
        if (Created.TryRemove(directory, out var name))
        {
            Execute($"DROP DATABASE \"{name}\" WITH (FORCE)");
        }
    }

    private static string Create(string directory)
    {
        var name = "test_" + XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(directory)).ToString("x16", CultureInfo.InvariantCulture);
        Execute($"CREATE DATABASE \"{name}\"");
        return name;
    }

    private static void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(Server);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
