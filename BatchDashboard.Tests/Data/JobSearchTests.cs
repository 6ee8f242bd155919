using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Data;

/// <summary>Filters, search, order and paging, against the same in LINQ.</summary>
public sealed class JobSearchTests
{
    private static readonly string?[] Names =
    [
        "report.pdf", "Report.PDF", "re%port_1.pdf", "re'port;--.pdf", "ÉTÉ.png", "e\u0301te\u0301.png", "été", "a\0b.txt", "\U0001F600.png", "<b>", "", null, "İ.pdf", "\uFFFE",
    ];

    private static readonly string?[] Statuses = ["succeeded", "failed", "processed", "Failed", "odd", null];
    private static readonly string?[] Types = ["document", "image", "hologram", null];
    private static readonly string?[] Codes = ["format_error", "unknown", "Format_Error", "", null];

    private static readonly Gen<SourceJob> Job = Gen.Select(
        Gen.OneOf(Names),
        Gen.OneOf(Statuses),
        Gen.OneOf(Types),
        Gen.OneOf(Codes),
        Gen.OneOf<long?>(null, 0, 5, 5_000_000_000),
        Gen.OneOf<long?>(null, 0, 60, 90),
        Gen.Int[0, 4],
        (name, status, type, code, size, completed, id) => new SourceJob(name, status, type, code, size, completed, "job-" + id));

    private static readonly Gen<JobQuery> Filter = Gen.Select(
        Gen.OneOf("", "", "report", "REPORT", "%", "_1", "'", "été", "E\u0301T", "job-3", "vec-job-2", "\U0001F600", "\uD83D", "\0", ".p", " "),
        Gen.OneOf("succeeded", "failed", "nothing", "odd").List[0, 2],
        Gen.OneOf("document", "hologram").List[0, 2],
        Gen.OneOf("format_error", "unknown").List[0, 2],
        Gen.Enum<JobSort>(),
        Gen.Bool,
        (search, statuses, types, codes, sort, descending) => new JobQuery
        {
            Search = search,
            Statuses = statuses,
            MediaTypes = types,
            ErrorCodes = codes,
            Sort = sort,
            Descending = descending,
        });

    [Fact]
    public async Task Any_query_finds_what_linq_finds()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var number = 0;
        await Gen.Select(Job.List[0, 40], Filter.List[1, 12], Gen.Int[0, 10], Gen.Int[0, 20]).SampleAsync(
            async (jobs, filters, skip, take) =>
            {
                // The same file twice would count once.
                jobs = [.. jobs.DistinctBy(job => (job.Id, job.Name))];
                var rows = jobs.ConvertAll(job => job.Json);
                var batch = await cache.WriteAsync($"b{Interlocked.Increment(ref number)}", Pages.Of(rows), isLast: true);
                var all = new ExpectedJobs(jobs);
                foreach (var filter in filters)
                {
                    var expected = all.Find(filter);
                    var found = await cache.Store.FindJobsAsync(batch.Current!.Key, filter, skip, take, CancellationToken.None);
                    Assert.Equal(expected.Skip(skip).Take(take), found.Select(job => job.Ordinal));
                    Assert.Equal(expected.Count, await cache.Store.CountJobsAsync(batch.Current.Key, filter, CancellationToken.None));
                }
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public async Task Failed_neighbours_and_positions_are_those_of_the_list()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(35, 1, 50));
        var key = batch.Current!.Key;
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(20, (await cache.Store.NeighbourFailedAsync(key, 15, 1, token))!.Ordinal);
        Assert.Equal(10, (await cache.Store.NeighbourFailedAsync(key, 15, -1, token))!.Ordinal);
        Assert.Equal(10, (await cache.Store.NeighbourFailedAsync(key, 20, -1, token))!.Ordinal);
        Assert.Null(await cache.Store.NeighbourFailedAsync(key, 0, -1, token));
        Assert.Null(await cache.Store.NeighbourFailedAsync(key, 30, 1, token));
        Assert.Equal((3, 4), await cache.Store.FailedPositionAsync(key, 20, token));
    }

    [Fact]
    public async Task A_job_is_found_by_its_id_and_the_first_of_several_wins()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync(
            "b", Pages.Of(["{}", """{"job_id":"twice","n":1}""", """{"job_id":"twice","n":2}""", """{"job_id":"a\u0000b"}"""]), isLast: true);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(1, (await cache.Store.FindJobAsync(batch.Current!.Key, "twice", token))!.Ordinal);
        Assert.Equal(3, (await cache.Store.FindJobAsync(batch.Current.Key, "a\0b", token))!.Ordinal);
        Assert.Null(await cache.Store.FindJobAsync(batch.Current.Key, "TWICE", token));
        Assert.Null(await cache.Store.FindJobAsync(batch.Current.Key, 4, token));
    }

    [Fact]
    public async Task A_media_item_leads_to_the_jobs_that_made_it_newest_batch_first()
    {
        using var cache = await TemporaryCache.CreateAsync();
        string[] row = ["""{"job_id":"j","media_id":"vec-1"}"""];
        await cache.WriteAsync("older", Pages.Of(row), isLast: true);
        cache.Clock.Advance(TimeSpan.FromMinutes(1));
        await cache.WriteAsync("newer", Pages.Of(row));
        // A copy that is being filled beside a whole one is not shown.
        await cache.Store.BeginSyncAsync(BatchId.Parse("older"), fresh: true, TestContext.Current.CancellationToken);
        await cache.WriteAsync("older", Pages.Of(row, """{"page":1,"page_size":1,"total_items":9}"""), forSync: true);
        var origins = await cache.Store.FindMediaOriginsAsync("vec-1", TestContext.Current.CancellationToken);
        Assert.Equal([("newer", 0L), ("older", 0L)], origins.Select(origin => (origin.Batch.Id.Value, origin.Job.Ordinal)));
        Assert.Empty(await cache.Store.FindMediaOriginsAsync("vec-2", TestContext.Current.CancellationToken));
    }
}
