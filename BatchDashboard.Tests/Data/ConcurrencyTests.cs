using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Writers wait for each other, readers for nobody.</summary>
public sealed class ConcurrencyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_page_of_two_writers_is_lost(bool twoApps)
    {
        using var cache = await TemporaryCache.CreateAsync();
        // Another app on the same file shares no lock but the file's own, as another process would.
        using var other = await cache.RestartAsync();
        var writers = new[] { cache, twoApps ? other : cache };
        await Task.WhenAll(Enumerable.Range(1, 40).Select(page =>
            Task.Run(() => writers[page % 2].WriteAsync("b", Pages.Cut(2000, page, 50)), Token)));
        var batch = await cache.FindAsync("b");
        Assert.Equal((2000, true), (batch!.Current!.Jobs, batch.Current.IsComplete));
        Assert.Equal(2000, await cache.Store.CountRangeAsync(batch.Current.Key, 0, 2000, Token));
        Assert.Equal(1L, await cache.QueryAsync("SELECT count(*) FROM snapshots"));
    }

    [Fact]
    public async Task The_first_start_of_two_apps_at_once_makes_one_schema()
    {
        using var cache = TemporaryCache.Unprepared();
        using var other = cache.Again();
        await Task.WhenAll(cache.PrepareAsync(), other.PrepareAsync());
        await other.WriteAsync("b", Pages.Cut(10, 1, 50));
        Assert.Equal(10, (await cache.FindAsync("b"))!.Current!.Jobs);
        Assert.Equal(1L, await cache.QueryAsync("SELECT count(*) FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_Initial'"));
    }

    [Fact]
    public async Task A_reader_sees_the_old_copy_or_the_new_one_and_never_a_mix()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await CopyAsync(cache, "0");
        var writer = Task.Run(
            async () =>
            {
                for (var round = 1; round <= 8; round++)
                {
                    await CopyAsync(cache, round.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
            },
            Token);
        var reads = 0;
        while (!writer.IsCompleted || reads == 0)
        {
            var current = (await cache.FindAsync("b"))!.Current!;
            Assert.Equal(300, current.Jobs);
            var jobs = await cache.Store.ListRangeAsync(current.Key, 0, 1000, Token);
            var marks = jobs.Select(job => job.Job.FileName!.Split('x')[1]).Distinct(StringComparer.Ordinal).ToList();
            // None: the copy was replaced between the two calls, and a copy that is gone is empty, not half there.
            Assert.True((jobs.Count, marks.Count) is (300, 1) or (0, 0), $"{jobs.Count} jobs of {marks.Count} copies");
            reads += jobs.Count > 0 ? 1 : 0;
        }

        await writer;
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_a_writer()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var before = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        var written = new TaskCompletionSource();
        var read = new TaskCompletionSource();
        var writing = cache.Database.WriteAsync(
            async (context, token) =>
            {
                await using var command = JobTableOf(context, "DELETE FROM jobs");
                await command.ExecuteNonQueryAsync(token);
                written.SetResult();
                await read.Task;
                return 0;
            },
            Token);
        await written.Task;
        Assert.Equal(10, (await cache.Store.ListRangeAsync(before.Current!.Key, 0, 50, Token)).Count);
        read.SetResult();
        await writing;
        Assert.Empty(await cache.Store.ListRangeAsync(before.Current.Key, 0, 50, Token));
    }

    [Fact]
    public async Task A_page_that_fails_half_way_leaves_nothing_behind()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var before = await cache.WriteAsync("b", Pages.Cut(100, 1, 50, "running"));
        await cache.TrapAsync("INSERT", "jobs", "NEW.key & 4294967295 = 75");
        await Assert.ThrowsAsync<DatabaseException>(() => cache.WriteAsync("b", Pages.Cut(100, 2, 50, "running")));
        Assert.Equal(before, await cache.FindAsync("b"));
        Assert.Equal(50L, await cache.QueryAsync("SELECT count(*) FROM jobs"));
    }

    private static System.Data.Common.DbCommand JobTableOf(DashboardContext context, string sql)
    {
        var command = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(context.Database).CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static async Task CopyAsync(TemporaryCache cache, string mark)
    {
        await cache.Store.BeginSyncAsync(BatchId.Parse("b"), fresh: true, Token);
        for (var page = 1; page <= 3; page++)
        {
            await cache.WriteAsync("b", Pages.Cut(300, page, 100, mark: "x" + mark), forSync: true);
        }
    }
}
