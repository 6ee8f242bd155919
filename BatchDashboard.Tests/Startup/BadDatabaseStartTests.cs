using BatchDashboard.Tests.Data;
using Microsoft.Data.Sqlite;

namespace BatchDashboard.Tests.Startup;

/// <summary>A database that cannot be used ends the start with one sentence, and holds afterwards what it held before.</summary>
[Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
public sealed class BadDatabaseStartTests
{
    private const string Letter = "This is a letter to an operator, and no database at all. ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_no_database_ends_the_start()
    {
        using var cache = TemporaryCache.Unprepared();
        await File.WriteAllTextAsync(cache.File, string.Concat(Enumerable.Repeat(Letter, 100)), Cancellation);

        await AssertFailsAsync(cache, "test.db is not a database");
    }

    [Fact]
    public async Task A_damaged_database_ends_the_start()
    {
        using var cache = await FilledAsync();
        var bytes = await File.ReadAllBytesAsync(cache.File, Cancellation);

        // The header is sound, the list of tables behind it is not.
        Array.Fill(bytes, (byte)0xEE, 100, bytes.Length - 100);
        await File.WriteAllBytesAsync(cache.File, bytes, Cancellation);

        await AssertFailsAsync(cache, "test.db is damaged");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_ends_the_start()
    {
        using var cache = await FilledAsync();
        await cache.QueryAsync("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");

        await AssertFailsAsync(cache, "test.db was written by another version");
    }

    [Fact]
    public async Task A_database_that_another_program_has_locked_ends_the_start()
    {
        using var cache = await FilledAsync();
        var before = await File.ReadAllBytesAsync(cache.File, Cancellation);

        // Nothing else may open the file here meanwhile: closing it would end the lock of this process.
        await using (var other = await cache.OpenAsync())
        {
            await using var hold = other.CreateCommand();
            hold.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync(Cancellation);
            await AssertSentenceAsync(cache, "test.db is locked by another program");
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(cache.File, Cancellation));
        Assert.NotNull(await cache.FindAsync("batch-kept"));
    }

    [Fact]
    public async Task A_read_only_database_is_shown()
    {
        using var cache = await FilledAsync();
        File.SetAttributes(cache.File, FileAttributes.ReadOnly);
        var before = await File.ReadAllBytesAsync(cache.File, Cancellation);
        await using (var app = await RunningApp.StartAsync(Cancellation, arguments: Arguments(cache, "ReadOnly")))
        {
            var list = (await app.PageAsync("/", Cancellation)).Html;
            var batch = (await app.PageAsync("/batches/batch-kept", Cancellation)).Html;

            Assert.Contains("href=\"/batches/batch-kept\"", list, StringComparison.Ordinal);
            Assert.Contains("File 7.pdf", batch, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(cache.File, Cancellation));
    }

    /// <summary>A database with a batch in it, all in its one file.</summary>
    private static async Task<TemporaryCache> FilledAsync()
    {
        var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("batch-kept", Pages.Cut(10, 1, 50));
        await FlushAsync(cache);
        return cache;
    }

    private static async Task FlushAsync(TemporaryCache cache)
    {
        SqliteConnection.ClearAllPools();
        await cache.QueryAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static async Task AssertFailsAsync(TemporaryCache cache, string named)
    {
        var before = await File.ReadAllBytesAsync(cache.File, Cancellation);
        await AssertSentenceAsync(cache, named);
        Assert.Equal(before, await File.ReadAllBytesAsync(cache.File, Cancellation));
    }

    private static async Task AssertSentenceAsync(TemporaryCache cache, string named)
    {
        await using var app = AppProcess.Start(["--urls=http://127.0.0.1:0", .. Arguments(cache, "ReadWriteCreate")]);
        var (exitCode, output, errors) = await app.EndAsync(Cancellation);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.EndsWith(".", line.TrimEnd(), StringComparison.Ordinal);
        foreach (var detail in new[] { "Exception", "   at ", cache.Directory })
        {
            Assert.DoesNotContain(detail, line, StringComparison.Ordinal);
            Assert.DoesNotContain(detail, output, StringComparison.Ordinal);
        }
    }

    private static string[] Arguments(TemporaryCache cache, string mode) =>
    [
        "--Results:Source=Cache",
        "--Data:Directory",
        cache.Directory,
        $"--Database:ConnectionString=Data Source={TemporaryCache.FileName};Default Timeout=1;Mode={mode}",
    ];
}
