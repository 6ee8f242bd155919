using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Copies whose last step was not done, because it failed or the process ended, and what comes after it.</summary>
public sealed class UnfinishedCopyTests
{
    private const int PageSize = 5000;

    private static readonly BatchId Batch = BatchId.Parse("b");

    private static readonly string[] Searches = ["", "report", "zebra", "bericht 5", "é", "0", "job-", "beschädigt", "nobody has this", "corridor 4"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_that_was_left_before_its_last_step_is_finished_after_a_restart()
    {
        var jobs = SourceJob.Many(40_000);
        using var cache = await TemporaryCache.CreateAsync();
        await FailInTheLastStepAsync(cache, jobs);
        using var again = await cache.RestartAsync();
        Assert.Equal([Batch], await again.Store.InterruptedSyncsAsync(Token));
        var left = (await again.FindAsync("b"))!;
        Assert.Null(left.Current);
        Assert.Equal(40_000, left.Filling!.Jobs);
        await CheckAsync(again, left.Filling.Key, jobs);

        var whole = await again.WriteAsync("b", SourceJob.Page(jobs, 8, PageSize), forSync: true, isLast: true);
        Assert.Equal((left.Filling.Key, 40_000L), (whole.Current!.Key, whole.Current.Jobs));
        Assert.Null(whole.Filling);
        Assert.Empty(await again.Store.InterruptedSyncsAsync(Token));
        await CheckAsync(again, whole.Current.Key, jobs);
    }

    [Fact]
    public async Task A_batch_that_has_fewer_and_other_jobs_after_a_last_step_that_failed_is_searched_right()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await FailInTheLastStepAsync(cache, SourceJob.Many(40_000));
        var fewer = SourceJob.Many(10_000, salt: 1);
        fewer[7000] = fewer[7000] with { Name = "quince jelly.txt", Id = "only-here-7000" };
        var whole = await cache.Store.WritePagesAsync(
            Batch, [SourceJob.Page(fewer, 1, PageSize), SourceJob.Page(fewer, 2, PageSize)], reachesEnd: true, Token);
        Assert.Equal(10_000, whole.Current!.Jobs);
        var expected = new ExpectedJobs(fewer);
        foreach (var search in (string[])["quince jelly", "only-here-7000", "vec-only-here"])
        {
            await expected.MatchAsync(cache.Store, whole.Current.Key, new() { Search = search });
        }

        Assert.Equal(7000, (await cache.Store.FindJobAsync(whole.Current.Key, "only-here-7000", Token))!.Ordinal);
        await CheckAsync(cache, whole.Current.Key, fewer);
    }

    [Fact]
    public async Task A_batch_that_shrinks_while_it_is_copied_is_searched_right()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        var many = SourceJob.Many(40_000);
        for (var page = 1; page <= 7; page++)
        {
            await cache.WriteAsync("b", SourceJob.Page(many, page, PageSize), forSync: true);
        }

        // Two pages stay; the third is shorter, and new.
        var fewer = many.Take(2 * PageSize).Concat(SourceJob.Many(13_000, salt: 2).Skip(2 * PageSize)).ToList();
        var whole = await cache.WriteAsync("b", SourceJob.Page(fewer, 3, PageSize), forSync: true);
        Assert.Equal((13_000L, 13_000L), (whole.Current!.Jobs, whole.Current.ExpectedJobs));
        await CheckAsync(cache, whole.Current.Key, fewer);
        Assert.Null(await cache.Store.FindJobAsync(whole.Current.Key, many[20_000].Id ?? "", Token));
    }

    [Fact]
    public async Task A_batch_that_shrinks_and_grows_again_while_it_is_copied_has_none_of_the_jobs_that_went()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        var jobs = SourceJob.Many(40_000);
        foreach (var page in (int[])[1, 3, 4, 5, 6, 7])
        {
            await cache.WriteAsync("b", SourceJob.Page(jobs, page, PageSize), forSync: true);
        }

        await cache.WriteAsync("b", SourceJob.Page(jobs, 1, PageSize, total: 12_000), forSync: true);
        var whole = await cache.WriteAsync("b", SourceJob.Page(jobs, 6, PageSize, total: 30_000), forSync: true, isLast: true);
        Assert.Equal(12_000, whole.Current!.Jobs);
        var left = jobs.Select((job, ordinal) => ((long)ordinal, job)).Where(job => job.Item1 is < 5000 or (>= 10_000 and < 12_000) or (>= 25_000 and < 30_000));
        var expected = new ExpectedJobs(left);
        foreach (var filter in ExpectedJobs.Filters(Searches, 20))
        {
            await expected.MatchAsync(cache.Store, whole.Current.Key, filter);
        }
    }

    private static async Task FailInTheLastStepAsync(TemporaryCache cache, List<SourceJob> jobs)
    {
        await cache.TrapAsync("UPDATE OF completed_at", "snapshots", "NEW.completed_at IS NOT NULL");
        await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        var pages = (jobs.Count + PageSize - 1) / PageSize;
        for (var page = 1; page < pages; page++)
        {
            await cache.WriteAsync("b", SourceJob.Page(jobs, page, PageSize), forSync: true);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => cache.WriteAsync("b", SourceJob.Page(jobs, pages, PageSize), forSync: true));
        await TestDatabase.ReleaseAsync(cache.Directory, "snapshots");
    }

    private static async Task CheckAsync(TemporaryCache cache, long key, List<SourceJob> jobs)
    {
        var expected = new ExpectedJobs(jobs);
        foreach (var filter in ExpectedJobs.Filters(Searches, 20))
        {
            await expected.MatchAsync(cache.Store, key, filter);
        }

        var facts = await cache.Store.FactsAsync(key, Token);
        var ids = jobs.Select(job => job.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.Equal((jobs.Count, ids.Count, jobs.Count(job => job.IsFailed)), (facts.Jobs, facts.DistinctJobIds, facts.Failed));
        Assert.Equal(jobs.Sum(job => job.Size ?? 0), facts.TotalBytes);
    }
}
