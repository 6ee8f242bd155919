using BatchDashboard.Cache;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Cache;

/// <summary>Orders of jobs that are too many, or whose names are too long, to be sorted in memory at once.</summary>
public sealed class MergedOrderTests
{
    // A run takes 32 MiB of names, which these are more than. Of a name 1,024 bytes decide, which all of these are less than.
    private const int Jobs = 45_000;
    private const int NameLength = 900;
    private const int PageSize = 9000;
    private const int Different = 44_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_in_several_runs_come_out_in_the_order_that_linq_gives_them()
    {
        var start = new string('a', NameLength);
        var jobs = SourceJob.Many(Jobs)
            .Select((job, ordinal) => job with { Id = $"job-{ordinal % Different}", Name = job.Name is null ? null : start + (ordinal % 3 == 0 ? "Ü" : "") + job.Name })
            .ToList();
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(BatchId.Parse("b"), fresh: true, Token);
        CachedBatch? batch = null;
        for (var page = 1; page <= Jobs / PageSize; page++)
        {
            batch = await cache.WriteAsync("b", SourceJob.Page(jobs, page, PageSize), forSync: true);
        }

        var key = batch!.Current!.Key;
        var expected = new ExpectedJobs(jobs);
        foreach (var order in (JobOrder[])[JobOrder.FileName, JobOrder.Size, JobOrder.Completed, JobOrder.Duration, JobOrder.Created, JobOrder.JobId])
        {
            var found = await cache.Store.FindJobsAsync(key, new JobFilter { Order = order }, 0, Jobs, Token);
            Assert.Equal(expected.Find(new JobFilter { Order = order }), found.Select(job => job.Ordinal));
            Assert.True(found.All(job => job.IsRepeat == job.Ordinal >= Different), "A job whose id came before is a repeat, and no other one.");
            await expected.MatchAsync(cache.Store, key, new JobFilter { Order = order, Descending = true }, take: 1000);
        }

        var facts = await cache.Store.FactsAsync(key, Token);
        Assert.Equal((Different, Jobs - Different), (facts.DistinctJobIds, facts.RepeatedJobIds));
        Assert.Empty(Directory.EnumerateFiles(cache.Directory, "*.tmp"));
    }
}
