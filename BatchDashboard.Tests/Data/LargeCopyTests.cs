using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Queries on copies of many chunks, against the same in LINQ.</summary>
public sealed class LargeCopyTests
{
    private const int PageSize = 5000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_query_on_a_whole_copy_of_many_chunks_finds_what_linq_finds()
    {
        var jobs = SourceJob.Many(40_000);
        using var cache = await TemporaryCache.CreateAsync();
        var key = (await WriteAllAsync(cache, jobs)).Current!.Key;
        var expected = new ExpectedJobs(jobs);
        string[] searches =
        [
            "", "report", "zebra", "ZEBRA CROSS", "bericht 5", "über", "é", "x", "g", "0", "%", "_0", "ze", "job-", jobs[12_345].Id ?? "job-0", jobs[33_333].MediaId ?? "vec",
            (jobs[20_000].Id ?? "job-0")[^6..], (jobs[39_999].Id ?? "job-0")[4..9], "beschädigt", "UNSUPPORTED file", "nobody has this", "\U0001F600", "書", "", "corridor 4", "format_",
        ];
        foreach (var filter in ExpectedJobs.Filters(searches, 78))
        {
            await expected.MatchAsync(cache.Store, key, filter);
        }

        foreach (var search in searches.Where(search => search.Length > 0))
        {
            await expected.MatchAsync(cache.Store, key, new JobQuery { Search = search });
        }
    }

    private static async Task<CachedBatch> WriteAllAsync(TemporaryCache cache, List<SourceJob> jobs)
    {
        await cache.Store.BeginSyncAsync(BatchId.Parse("b"), fresh: true, Token);
        CachedBatch? batch = null;
        for (var page = 1; page <= (jobs.Count + PageSize - 1) / PageSize; page++)
        {
            batch = await cache.WriteAsync("b", SourceJob.Page(jobs, page, PageSize), forSync: true);
        }

        return batch!;
    }
}
