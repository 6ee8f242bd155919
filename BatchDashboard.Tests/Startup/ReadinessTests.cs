using System.Net;
using BatchDashboard.Tests.Data;
using Microsoft.Data.Sqlite;

namespace BatchDashboard.Tests.Startup;

/// <summary>An app whose database went away while it runs is alive and not ready.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_database_is_not_ready()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await using var app = await StartAsync(cache);
        await AssertHealthAsync(app, isReady: true);
        foreach (var file in Directory.GetFiles(cache.Directory, TemporaryCache.FileName + "*"))
        {
            File.Delete(file);
        }

        await AssertHealthAsync(app, isReady: false);
        Assert.False(File.Exists(cache.File));
    }

    [Fact]
    public async Task A_corrupt_database_is_not_ready()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await using var app = await StartAsync(cache);
        await AssertHealthAsync(app, isReady: true);
        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(cache.File, string.Concat(Enumerable.Repeat("This is a letter to an operator. ", 100)), Cancellation);

        await AssertHealthAsync(app, isReady: false);
    }

    [Fact]
    public async Task A_database_that_another_program_keeps_for_itself_is_ready_again_when_it_lets_go()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await using var app = await StartAsync(cache);
        SqliteConnection.ClearAllPools();
        await using (var other = await cache.OpenAsync())
        {
            await using var hold = other.CreateCommand();
            hold.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync(Cancellation);

            await AssertHealthAsync(app, isReady: false);
        }

        await AssertHealthAsync(app, isReady: true);
    }

    [Fact]
    public async Task A_read_only_database_is_ready()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await using var app = await StartAsync(cache, ";Mode=ReadOnly");

        await AssertHealthAsync(app, isReady: true);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_told_and_the_app_goes_on()
    {
        await using var app = await RunningApp.StartAsync(Cancellation, arguments: ["--Data:MinFreeBytes", "9000000000000000000"]);

        var (status, text) = await ReadAsync(app, "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Matches(
            $@"\AUnhealthy\nOnly [0-9,]+ MB are free on the disk of the folder “{Path.GetFileName(app.Folder)}” \(Data:Directory\), less than Data:MinFreeBytes \(9,000,000,000,000 MB\)\. Free some space;",
            text);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(app, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.PageAsync("/", Cancellation)).Status);
    }

    private static Task<RunningApp> StartAsync(TemporaryCache cache, string mode = "") => RunningApp.StartAsync(
        Cancellation,
        arguments: ["--Results:Source=Cache", "--Data:Directory", cache.Directory, $"--Database:ConnectionString=Data Source={TemporaryCache.FileName}{mode}"]);

    private static async Task AssertHealthAsync(RunningApp app, bool isReady)
    {
        var (status, text) = await ReadAsync(app, "/health/ready");
        Assert.Equal(isReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, status);
        Assert.Matches(isReady ? @"\AHealthy\z" : @"\AUnhealthy\nThe (database )?file .*test\.db.* (is|cannot|could not) ", text);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(app, "/health/live")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadAsync(RunningApp app, string path)
    {
        using var answer = await app.Client.GetAsync(path, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
