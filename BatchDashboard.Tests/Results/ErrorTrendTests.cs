using System.Text.Json.Nodes;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>Errors over all batches of a period, beside the period before it. The clock stands at 2 January 2025.</summary>
public sealed class ErrorTrendTests : IAsyncLifetime
{
    private TemporaryCache _cache = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cache = await TemporaryCache.CreateAsync();
        await WriteAsync("new", "2025-01-01", "mail", ("format_error", "Bad line 4", ".a"), ("format_error", "Bad line 5", ".b"), ("storage_error", "Full", null));
        await WriteAsync("older", "2024-12-24", "mail", ("format_error", "Bad line 4", ".a"), ("quota_exceeded", "Out of 12 items", null));
        await WriteAsync("oldest", "2024-06-01", "web", ("timeout_error", "Slow", null));
    }

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task All_time_has_all_failures_and_no_period_before_it()
    {
        var trends = await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery(), Token);

        Assert.Equal((3, 6L), (trends.Batches, trends.Failures));
        Assert.Equal([("format_error", 3L, null), ("quota_exceeded", 1L, null), ("storage_error", 1L, null), ("timeout_error", 1L, (long?)null)],
            trends.Types.Select(type => (type.Name!, type.Count, type.Before)));
        Assert.DoesNotContain(trends.Types, type => type.IsNew);
        Assert.Empty(trends.Gone);
        Assert.Equal(["mail", "web"], trends.Collections);
        Assert.Equal([(new DateOnly(2024, 6, 1), 1L), (new DateOnly(2024, 12, 24), 2L), (new DateOnly(2025, 1, 1), 3L)], trends.Days.Select(day => (day.Day, day.Count)));
    }

    [Fact]
    public async Task Failures_of_which_only_the_number_is_here_are_not_kept_quiet()
    {
        await _cache.WriteAsync("running", Pages.Of(
            ["""{"job_id":"a","status":"failed","error":{"code":"format_error"}}"""],
            """{"page":1,"page_size":1,"total_items":100,"total_pages":100}""",
            "running",
            """{"successful":10,"failed":7,"total_items":100}"""));

        var trends = await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery(), Token);

        Assert.Equal((7L, 6L), (trends.Failures, trends.NotTold));
    }

    [Fact]
    public async Task A_period_says_what_is_new_in_it_and_what_is_gone_since_the_one_before()
    {
        var trends = await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { Days = 7 }, Token);

        Assert.Equal([("format_error", 2L, 1L, false), ("storage_error", 1L, 0L, true)],
            trends.Types.Select(type => (type.Name!, type.Count, type.Before!.Value, type.IsNew)));
        Assert.Equal([("quota_exceeded", 1L)], trends.Gone.Select(gone => (gone.Name!, gone.Before!.Value)));
        var batch = Assert.Single(trends.Types[0].Batches);
        Assert.Equal(("new", 2L, "?error=format_error"), (batch.Id.Value, batch.Count, batch.Jobs.ToQueryString()));
    }

    [Fact]
    public async Task A_collection_has_its_own_batches_only()
    {
        Assert.Equal(["timeout_error"], (await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { Collection = "web" }, Token)).Types.Select(type => type.Name));
        Assert.Empty((await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { Collection = "<none>" }, Token)).Types);
    }

    [Theory]
    [InlineData(null, "Bad line ‹n›")]
    [InlineData("format", ".b .a")]
    [InlineData("no such key", "(none)")]
    public async Task One_type_is_grouped_over_all_batches(string? by, string groups)
    {
        var trends = await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { Days = 7, ErrorType = "format_error", By = by }, Token);

        Assert.Equal(groups.Split(' ').Order(), string.Join(' ', trends.Groups!.Groups.Select(group => group.Name ?? "(none)")).Split(' ').Order());
        Assert.Equal(2, trends.Groups.Groups.Sum(group => group.Count));
        Assert.Equal((0L, 0L), (trends.Groups.NotGrouped, trends.Groups.Others));
        Assert.Equal("format", Assert.Single(trends.Groups.Keys));
        Assert.Equal(by == "format" ? [".b"] : [], trends.Groups.Groups.Where(group => group.IsNew).Select(group => group.Name));
        foreach (var (group, batch) in trends.Groups.Groups.SelectMany(group => group.Batches.Select(batch => (group, batch))))
        {
            var known = (await _cache.Store.FindAsync(batch.Id, Token))!;
            var page = await _cache.Copies.BatchAsync(known, batch.Jobs, new Freshness(FreshnessKind.Copy, default), 0, Token);
            Assert.Equal(group.Batches.Single(one => one.Id == batch.Id).Count, page.Jobs.Total);
        }
    }

    [Fact]
    public async Task A_group_of_a_batch_tells_its_jobs_and_leads_to_them()
    {
        var view = (await _cache.Copies.FailureGroupsAsync(BatchId.Parse("new"), "format_error", "format", Token)).Value!;

        Assert.Equal([(".a", 1L, 0.5), (".b", 1L, 0.5)], view.Groups.Select(group => (group.Text!, group.Count, group.Share)));
        Assert.Equal("?error=format_error&detail=format%3A.a", view.Groups[0].Jobs.ToQueryString());
        Assert.Equal([new JobLink("job-0", "new 0.bin")], view.Groups[0].Sample);
        Assert.Equal([new NamedCount(".bin", 1)], view.Groups[0].Formats);
    }

    private Task<CachedBatch> WriteAsync(string id, string day, string collection, params (string Code, string Message, string? Format)[] failures)
    {
        var rows = failures.Select((failure, at) => new JsonObject
        {
            ["job_id"] = $"job-{at}",
            ["filename"] = $"{id} {at}.bin",
            ["status"] = "failed",
            ["processing_info"] = new JsonObject { ["completed_at"] = day + "T10:00:00Z" },
            ["error"] = new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message, ["details"] = failure.Format is null ? new JsonObject() : new JsonObject { ["format"] = failure.Format } },
        });
        var data = new JsonObject
        {
            ["batch_summary"] = new JsonObject
            {
                ["batch_id"] = id,
                ["status"] = "completed",
                ["collection"] = collection,
                ["timeline"] = new JsonObject { ["completed_at"] = day + "T12:00:00Z" },
                ["completion"] = new JsonObject { ["successful"] = 0, ["failed"] = failures.Length, ["total_items"] = failures.Length },
            },
            ["job_results"] = new JsonArray([.. rows]),
            ["pagination"] = new JsonObject { ["page"] = 1, ["page_size"] = 100, ["total_items"] = failures.Length },
        };
        var body = Pages.Body(new JsonObject { ["success"] = true, ["data"] = data }.ToJsonString());
        return _cache.WriteAsync(id, body, isLast: true);
    }
}
