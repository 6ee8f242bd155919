using BatchDashboard.Data;
using BatchDashboard.Data.Sqlite;
using BatchDashboard.Wickson;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Tests.Data;

/// <summary>Databases that cannot be used say so in a sentence, and hold afterwards what they held before.</summary>
[Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
public sealed class BadDatabaseTests
{
    private const string OnlyRead = "Data Source=test.db;Mode=ReadOnly;Default Timeout=1";
    private const string Impatient = "Data Source=test.db;Default Timeout=1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fresh_database_has_the_log_mode_and_the_schema()
    {
        using var cache = await TemporaryCache.CreateAsync();
        Assert.Equal("wal", await cache.QueryAsync("PRAGMA journal_mode"));
        Assert.False(cache.Database.IsReadOnly);
        Assert.Equal("test.db", cache.Database.Name);
        using var again = await cache.RestartAsync();
        Assert.Empty(await again.Store.ListAsync(Token));
    }

    [Theory]
    [InlineData("synchronous", 1L)]
    [InlineData("busy_timeout", 10_000L)]
    [InlineData("foreign_keys", 1L)]
    public async Task Every_connection_has_its_settings(string pragma, long expected)
    {
        using var cache = await TemporaryCache.CreateAsync();
        var value = await cache.Database.WriteAsync(
            async (context, token) =>
            {
                await using var command = context.Database.GetDbConnection().CreateCommand();
                command.CommandText = "PRAGMA " + pragma;
                return await command.ExecuteScalarAsync(token);
            },
            Token);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("Data Source=test.db", 10_000L)]
    [InlineData("Data Source=test.db;Default Timeout=3", 3_000L)]
    public async Task A_configured_connection_waits_as_long_as_it_says_or_as_any_other(string connection, long expected)
    {
        using var cache = await TemporaryCache.CreateAsync(("Database:ConnectionString", connection));
        var value = await cache.Database.WriteAsync(
            async (context, token) =>
            {
                await using var command = context.Database.GetDbConnection().CreateCommand();
                command.CommandText = "PRAGMA busy_timeout";
                return await command.ExecuteScalarAsync(token);
            },
            Token);
        Assert.Equal(expected, value);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        using var cache = TemporaryCache.Unprepared();
        var content = string.Concat(Enumerable.Repeat("This is a letter to an operator. ", 100));
        await File.WriteAllTextAsync(cache.File, content, Token);
        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);
        Assert.Contains("test.db is not a database", error.Message, StringComparison.Ordinal);
        NamesNoPath(cache, error);
        Assert.Equal(content, await File.ReadAllTextAsync(cache.File, Token));
    }

    [Fact]
    public async Task A_damaged_database_says_so_when_it_is_read()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(500, 1, 500));
        SqliteConnection.ClearAllPools();
        await using (var connection = await cache.OpenAsync())
        {
            await using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await checkpoint.ExecuteNonQueryAsync(Token);
        }

        var bytes = await File.ReadAllBytesAsync(cache.File, Token);
        Array.Fill(bytes, (byte)0xEE, 8192, bytes.Length - 8192);
        await File.WriteAllBytesAsync(cache.File, bytes, Token);
        using var again = cache.Again();
        var error = await Assert.ThrowsAsync<DatabaseException>(async () =>
        {
            await again.PrepareAsync();
            await again.Store.ListRangeAsync(batch.Current!.Key, 0, 500, Token);
        });
        Assert.Contains("test.db is damaged", error.Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Assert.Equal(bytes, await File.ReadAllBytesAsync(cache.File, Token));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        await cache.QueryAsync("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");
        using var again = cache.Again();
        var error = await Assert.ThrowsAsync<DatabaseException>(again.PrepareAsync);
        Assert.Contains("test.db was written by another version", error.Message, StringComparison.Ordinal);
        NamesNoPath(cache, error);
        Assert.Equal(10L, await cache.QueryAsync("SELECT count(*) FROM jobs"));
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_alone()
    {
        using var cache = TemporaryCache.Unprepared();
        await cache.QueryAsync("CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('Blue')");
        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);
        Assert.Contains("test.db belongs to another program", error.Message, StringComparison.Ordinal);
        Assert.Equal("songs", await cache.QueryAsync("SELECT group_concat(name) FROM sqlite_master"));
        Assert.Equal("delete", await cache.QueryAsync("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_read_only_database_is_read_and_not_written()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        using var again = await cache.RestartAsync(("Database:ConnectionString", OnlyRead));
        Assert.True(again.Database.IsReadOnly);
        Assert.Equal(batch, await again.FindAsync("b"));
        Assert.Equal(10, (await again.Store.ListRangeAsync(batch.Current!.Key, 0, 50, Token)).Count);
        var error = await Assert.ThrowsAsync<DatabaseException>(() => again.WriteAsync("b", Pages.Cut(20, 1, 50)));
        Assert.Contains("test.db is read-only", error.Message, StringComparison.Ordinal);
        Assert.Equal(batch, await cache.FindAsync("b"));
    }

    [Fact]
    public async Task A_copy_on_a_medium_that_takes_no_files_beside_it_is_read()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        cache.Database.Dispose();
        SqliteConnection.ClearAllPools();
        // A directory in the place of the index of the log is what a medium without room for it looks like, even to root.
        File.Delete(cache.File + "-wal");
        File.Delete(cache.File + "-shm");
        Directory.CreateDirectory(cache.File + "-shm");
        using var again = await cache.RestartAsync(("Database:ConnectionString", OnlyRead));
        Assert.True(again.Database.IsReadOnly);
        Assert.Equal(batch, await again.FindAsync("b"));
        await Assert.ThrowsAsync<DatabaseException>(() => again.WriteAsync("b", Pages.Cut(20, 1, 50)));
    }

    [Fact]
    public async Task An_empty_read_only_file_ends_the_start()
    {
        using var cache = TemporaryCache.Unprepared(("Database:ConnectionString", OnlyRead));
        await File.WriteAllBytesAsync(cache.File, [], Token);
        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);
        Assert.Contains("test.db is empty and read-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_locked_at_the_start_says_so()
    {
        using var cache = TemporaryCache.Unprepared(("Database:ConnectionString", Impatient));
        await using var other = await cache.OpenAsync();
        await using var hold = other.CreateCommand();
        hold.CommandText = "CREATE TABLE t (x); BEGIN EXCLUSIVE";
        await hold.ExecuteNonQueryAsync(Token);
        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);
        Assert.Contains("test.db is locked by another program", error.Message, StringComparison.Ordinal);
        NamesNoPath(cache, error);
    }

    [Fact]
    public async Task A_locked_database_is_still_read_and_a_write_says_why_it_failed()
    {
        using var cache = await TemporaryCache.CreateAsync(("Database:ConnectionString", Impatient));
        var batch = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        await using var other = (SqliteConnection)await cache.OpenAsync();
        await using var transaction = other.BeginTransaction(deferred: false);
        using var again = await cache.RestartAsync(("Database:ConnectionString", Impatient));
        Assert.Equal(batch, await again.FindAsync("b"));
        var error = await Assert.ThrowsAsync<DatabaseException>(() => again.WriteAsync("c", Pages.Cut(10, 1, 50)));
        Assert.Contains("test.db is locked by another program", error.Message, StringComparison.Ordinal);
        await transaction.RollbackAsync(Token);
        await again.WriteAsync("c", Pages.Cut(10, 1, 50));
    }

    [Fact]
    public async Task A_missing_directory_is_named_without_its_path()
    {
        using var cache = TemporaryCache.Unprepared(("Database:ConnectionString", "Data Source=nowhere/at/all.db"));
        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);
        Assert.Contains("all.db cannot be opened. Check that its folder exists", error.Message, StringComparison.Ordinal);
        NamesNoPath(cache, error);
    }

    [Fact]
    public async Task A_file_that_went_away_is_not_made_anew()
    {
        using var cache = await TemporaryCache.CreateAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(cache.Directory))
        {
            File.Delete(file);
        }

        var error = await Assert.ThrowsAsync<DatabaseException>(() => cache.Store.ListAsync(Token));
        Assert.Contains("test.db cannot be opened", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(cache.File));
    }

    [Fact]
    public async Task A_full_disk_is_told_from_other_errors()
    {
        using var cache = TemporaryCache.Unprepared();
        await using var connection = await cache.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t (x); PRAGMA max_page_count = 3";
        await command.ExecuteNonQueryAsync(Token);
        command.CommandText = "INSERT INTO t VALUES (zeroblob(100000))";
        var full = await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteNonQueryAsync(Token));
        Assert.StartsWith("The disk is full, so the database file x.db cannot grow.", SqliteFaults.Sentence(full, "x.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_program_is_not_called_a_fault_of_the_database()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await Assert.ThrowsAsync<NullReferenceException>(() => cache.WriteAsync("b", null!));
        Assert.Null(await cache.FindAsync("b"));
    }

    [Fact]
    public async Task A_read_that_nobody_waits_for_is_cancelled()
    {
        using var cache = await TemporaryCache.CreateAsync();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.Store.ListAsync(source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cache.Store.WritePageAsync(BatchId.Parse("b"), Pages.Cut(10, 1, 50), forSync: false, isLast: false, source.Token));
        Assert.Empty(await cache.Store.ListAsync(Token));
    }

    [Fact]
    public async Task A_statement_that_runs_is_interrupted_when_it_is_cancelled()
    {
        using var cache = await TemporaryCache.CreateAsync();
        using var source = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var endless = cache.Database.WriteAsync(
            async (context, token) =>
            {
                var connection = (SqliteConnection)context.Database.GetDbConnection();
                // Says that the statement runs, row by row: an interruption before its first step would be none.
                connection.CreateFunction("running", () => started.TrySetResult());
                await using var command = connection.CreateCommand();
                command.CommandText = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(running()) FROM n";
                return await command.ExecuteScalarAsync(CancellationToken.None);
            },
            source.Token);
        await started.Task;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
    }

    private static void NamesNoPath(TemporaryCache cache, DatabaseException error) =>
        Assert.DoesNotContain(cache.Directory, error.Message, StringComparison.Ordinal);
}
