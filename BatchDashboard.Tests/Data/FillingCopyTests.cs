using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Queries on a copy whose pages still come, against the same in LINQ.</summary>
public sealed class FillingCopyTests
{
    private const int Total = 32_000;
    private const int PageSize = 1000;

    private static readonly BatchId Batch = BatchId.Parse("b");

    private static readonly string[] Searches =
        ["", "report", "zebra", "bericht 5", "é", "0", "job-", "beschädigt", "nobody has this", "", "corridor 4", "UNSUPPORTED", "文"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_query_on_a_copy_with_gaps_finds_what_linq_finds_and_again_after_every_page()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        var jobs = SourceJob.Many(Total);
        var here = new SortedDictionary<long, SourceJob>();

        // Out of order, and with gaps.
        await WriteAsync(cache, jobs, here, 3, 1, 2, 9, 8, 4, 7, 5, 6, 13, 12, 15, 30);
        await CheckAsync(cache, here, 26);

        await WriteAsync(cache, jobs, here, 17);
        await CheckAsync(cache, here, 13);

        await WriteAsync(cache, jobs, here, 11, 10, 20, 26);
        await CheckAsync(cache, here, 13);

        // Other jobs where some were.
        var others = SourceJob.Many(Total, salt: 3);
        await WriteAsync(cache, others, here, 6);
        await CheckAsync(cache, here, 26);

        await WriteAsync(cache, others, here, 14, 16, 18, 19, 31, 32, 21, 22, 23, 24, 25, 27, 28);
        Assert.Null((await cache.FindAsync("b"))!.Current);
        await WriteAsync(cache, others, here, 29);
        Assert.Equal(Total, (await cache.FindAsync("b"))!.Current!.Jobs);
        await CheckAsync(cache, here, 26);
    }

    [Fact]
    public async Task Jobs_of_a_copy_with_gaps_are_found_by_id_place_and_failure()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        var jobs = SourceJob.Many(Total);
        var here = new SortedDictionary<long, SourceJob>();
        await WriteAsync(cache, jobs, here, 1, 2, 3, 4, 5, 8, 14, 25);
        var key = (await cache.FindAsync("b"))!.Readable!.Key;
        foreach (var ordinal in (long[])[0, 4095, 4096, 4999, 7500, 13_999, 24_000])
        {
            Assert.Equal(jobs[(int)ordinal].Name, (await cache.Store.FindJobAsync(key, ordinal, Token))!.Job.FileName);
            var failed = here.Where(job => job.Value.IsFailed).Select(job => job.Key).ToList();
            Assert.Equal((failed.Count(place => place <= ordinal), failed.Count), await cache.Store.FailedPositionAsync(key, ordinal, Token));
            Assert.Equal(failed.Where(place => place > ordinal).Cast<long?>().FirstOrDefault(), (await cache.Store.NeighbourFailedAsync(key, ordinal, 1, Token))?.Ordinal);
            Assert.Equal(failed.Where(place => place < ordinal).Cast<long?>().LastOrDefault(), (await cache.Store.NeighbourFailedAsync(key, ordinal, -1, Token))?.Ordinal);
        }

        foreach (var (ordinal, job) in here.Where(job => job.Value.Id is not null).Where((_, index) => index % 700 == 0))
        {
            var first = here.First(other => other.Value.Id == job.Id).Key;
            Assert.Equal(first, (await cache.Store.FindJobAsync(key, job.Id!, Token))!.Ordinal);
        }

        Assert.Null(await cache.Store.FindJobAsync(key, 6500, Token));
    }

    private static async Task WriteAsync(TemporaryCache cache, List<SourceJob> jobs, SortedDictionary<long, SourceJob> here, params int[] pages)
    {
        foreach (var page in pages)
        {
            await cache.WriteAsync("b", SourceJob.Page(jobs, page, PageSize), forSync: true);
            for (var ordinal = (page - 1) * PageSize; ordinal < page * PageSize; ordinal++)
            {
                here[ordinal] = jobs[ordinal];
            }
        }
    }

    private static async Task CheckAsync(TemporaryCache cache, SortedDictionary<long, SourceJob> here, int filters)
    {
        var key = (await cache.FindAsync("b"))!.Readable!.Key;
        var expected = new ExpectedJobs(here.Select(job => (job.Key, job.Value)));
        foreach (var filter in ExpectedJobs.Filters(Searches, filters))
        {
            await expected.MatchAsync(cache.Store, key, filter);
        }
    }
}
