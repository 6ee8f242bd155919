using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>How pages become a copy of a batch.</summary>
public sealed class WritePageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_page_is_stored_with_its_figures_and_its_header()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var page = Pages.Sample();
        var batch = await cache.WriteAsync("batch-abc123", page);

        Assert.Equal("Monthly Reports Processing", batch.Name);
        Assert.Equal("reports-collection", batch.Collection);
        Assert.Equal("completed", batch.Status);
        Assert.Equal((180, 20, 200), (batch.Successful, batch.Failed, batch.Total));
        Assert.Equal(13455.25, batch.DurationSeconds);
        Assert.Equal(new DateTimeOffset(2024, 12, 18, 10, 1, 15, TimeSpan.Zero), batch.StartedAt);
        Assert.Equal(256789000, batch.TotalBytes);
        Assert.Equal(cache.Clock.GetUtcNow(), batch.FetchedAt);
        Assert.Null(batch.Current);
        Assert.Equal((2, 200, false), (batch.Filling!.Jobs, batch.Filling.ExpectedJobs, batch.Filling.IsComplete));
        Assert.Equal(batch, await cache.FindAsync("batch-abc123"));

        var expected = page with { Data = Field<ResultsData>.Of(page.Data.Value! with { JobResults = default }) };
        var header = await cache.Store.HeaderAsync(batch.Filling.Key, Token);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(StoredJson.Write(expected)), JsonElement.Parse(StoredJson.Write(header))));
    }

    [Fact]
    public async Task Pages_in_any_order_become_the_current_copy_when_the_last_gap_is_filled()
    {
        using var cache = await TemporaryCache.CreateAsync();
        foreach (var page in new[] { 3, 1, 4 })
        {
            var filling = await cache.WriteAsync("b", Pages.Cut(170, page, 50));
            Assert.Null(filling.Current);
        }

        var batch = await cache.WriteAsync("b", Pages.Cut(170, 2, 50));
        Assert.Null(batch.Filling);
        Assert.Equal((170, 170), (batch.Current!.Jobs, batch.Current.ExpectedJobs));
        var jobs = await cache.Store.ListRangeAsync(batch.Current.Key, 0, 1000, Token);
        Assert.Equal(Enumerable.Range(0, 170).Select(ordinal => $"job-{ordinal}"), jobs.Select(job => job.Job.JobId), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_granted_page_size_places_the_jobs_and_may_change_between_pages()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(60, 1, 20), forSync: true);
        await cache.WriteAsync("b", Pages.Cut(60, 5, 10), forSync: true);
        var filling = await cache.WriteAsync("b", Pages.Cut(60, 2, 30), forSync: true);
        Assert.Equal(50, filling.Filling!.Jobs);
        Assert.Equal(20, await cache.Store.CountRangeAsync(filling.Filling.Key, 0, 30, Token));
        var batch = await cache.WriteAsync("b", Pages.Cut(60, 3, 10), forSync: true);
        Assert.Equal(60, batch.Current!.Jobs);
    }

    [Fact]
    public async Task A_page_replaces_what_stood_at_its_place_with_its_extras()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(100, 1, 50, "running", mark: "old"));
        var batch = await cache.WriteAsync("b", Pages.Of(["""{"job_id":"new"}"""], """{"page":1,"page_size":50,"total_items":100}""", "running"));
        Assert.Equal(1, batch.Filling!.Jobs);
        var job = await cache.Store.FindJobAsync(batch.Filling.Key, 0, Token);
        Assert.Equal("""{"job_id":"new"}""", StoredJson.Write(job!.Job));
        Assert.Equal(1L, await cache.QueryAsync("SELECT count(*) FROM jobs"));
    }

    [Fact]
    public async Task A_filling_copy_of_another_state_of_the_batch_is_dropped()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var old = await cache.WriteAsync("b", Pages.Cut(100, 1, 50, "running"));
        var batch = await cache.WriteAsync("b", Pages.Cut(120, 2, 50, "running"));
        Assert.NotEqual(old.Filling!.Key, batch.Filling!.Key);
        Assert.Equal(50, batch.Filling.Jobs);
        Assert.Empty(await cache.Store.ListRangeAsync(old.Filling.Key, 0, 100, Token));
        Assert.Equal(50L, await cache.QueryAsync("SELECT count(*) FROM jobs"));
    }

    [Fact]
    public async Task A_sync_goes_on_with_its_copy_while_the_batch_changes()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var copy = await cache.Store.BeginSyncAsync(BatchId.Parse("b"), fresh: false, Token);
        await cache.WriteAsync("b", Pages.Cut(100, 1, 50, "running"), forSync: true);
        await cache.WriteAsync("b", Pages.Cut(110, 2, 50, "running"), forSync: true);
        // A page that an operator looks at does not take the copy away from the sync.
        var batch = await cache.WriteAsync("b", Pages.Cut(120, 1, 50, "running"));
        Assert.Equal((copy.Key, 100, 120), (batch.Filling!.Key, batch.Filling.Jobs, batch.Filling.ExpectedJobs));
        batch = await cache.WriteAsync("b", Pages.Cut(120, 3, 50), forSync: true);
        Assert.Equal((copy.Key, 120, "completed"), (batch.Current!.Key, batch.Current.Jobs, batch.Current.BatchStatus));
    }

    [Fact]
    public async Task A_batch_that_shrank_loses_the_jobs_beyond_its_end()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(150, 3, 50), forSync: true);
        await cache.WriteAsync("b", Pages.Cut(150, 2, 50), forSync: true);
        var batch = await cache.WriteAsync("b", Pages.Cut(80, 1, 50), forSync: true);
        Assert.Equal((80, 80), (batch.Current!.Jobs, batch.Current.ExpectedJobs));
        Assert.Equal(80L, await cache.QueryAsync("SELECT max(key & 4294967295) + 1 FROM jobs"));
    }

    [Fact]
    public async Task An_empty_batch_is_complete_at_once()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(0, 1, 50));
        Assert.Equal((0, 0, true), (batch.Current!.Jobs, batch.Current.ExpectedJobs, batch.Current.IsComplete));
    }

    [Theory]
    [InlineData("""{"page":1,"page_size":0,"total_items":-5}""")]
    [InlineData("""{"page":-3,"page_size":-1,"total_items":9000000000000000000}""")]
    [InlineData("""{"page":9000000000000000000,"page_size":9000000000000000000,"total_items":0}""")]
    [InlineData("""{"page":"first","page_size":[],"total_items":null}""")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Absurd_paging_places_the_jobs_at_the_start_and_ends_no_copy(string? pagination)
    {
        using var cache = await TemporaryCache.CreateAsync();
        var page = Pages.Of([Pages.Job(0), Pages.Job(1), Pages.Job(2)], pagination);
        var batch = await cache.WriteAsync("b", page);
        Assert.Null(batch.Current);
        Assert.Equal(3, batch.Filling!.Jobs);
        Assert.Equal(3, await cache.Store.CountRangeAsync(batch.Filling.Key, 0, 3, Token));
        batch = await cache.WriteAsync("b", page, isLast: true);
        Assert.Equal((3, 3), (batch.Current!.Jobs, batch.Current.ExpectedJobs));
    }

    [Theory]
    [InlineData("""{"page":3,"page_size":50,"total_items":0}""")]
    [InlineData("""{"page":3,"page_size":50}""")]
    [InlineData("""{"page":3,"page_size":50,"total_items":7}""")]
    public async Task A_page_that_contradicts_itself_neither_ends_nor_empties_a_copy(string pagination)
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(200, 1, 50), forSync: true);
        var batch = await cache.WriteAsync("b", Pages.Of([Pages.Job(100)], pagination), forSync: true);
        Assert.Null(batch.Current);
        Assert.Equal((51, 200), (batch.Filling!.Jobs, batch.Filling.ExpectedJobs));
    }

    [Fact]
    public async Task A_page_without_rows_past_the_end_changes_nothing()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(100, 1, 50));
        var batch = await cache.WriteAsync("b", Pages.Cut(100, 9, 50));
        Assert.Equal((50, 100), (batch.Filling!.Jobs, batch.Filling.ExpectedJobs));
        Assert.Null(batch.Current);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":"soon"}""")]
    [InlineData("""{"data":{"job_results":{"not":"a list"},"batch_summary":[]}}""")]
    [InlineData("""{"data":{"batch_summary":{"batch_name":"\ud800","\u0000":"\udfff"}}}""")]
    public async Task A_body_of_another_shape_is_kept_and_costs_no_job(string json)
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(100, 1, 50, "running"));
        var batch = await cache.WriteAsync("b", Pages.Body(json));
        Assert.Equal(50, batch.Filling!.Jobs);
        var header = StoredJson.Write(await cache.Store.HeaderAsync(batch.Filling.Key, Token));
        HostileJson.AssertSame(json, header);
    }

    [Fact]
    public async Task The_id_that_was_asked_for_wins_over_the_one_in_the_body()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("asked", Pages.Cut(10, 1, 50));
        Assert.Equal("asked", batch.Id.Value);
        Assert.Null(await cache.FindAsync("other"));
    }

    [Fact]
    public async Task A_settled_batch_is_not_copied_again_and_its_time_is_noted()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var first = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        cache.Clock.Advance(TimeSpan.FromHours(1));
        var second = await cache.WriteAsync("b", Pages.Cut(10, 1, 50, mark: "x"));
        Assert.Equal(first with { FetchedAt = cache.Clock.GetUtcNow() }, second);

        var synced = await cache.WriteAsync("b", Pages.Cut(10, 1, 50, mark: "x"), forSync: true);
        Assert.NotEqual(first.Current!.Key, synced.Current!.Key);
        Assert.Equal("job-0x", (await cache.Store.ListRangeAsync(synced.Current.Key, 0, 1, Token))[0].Job.JobId);
    }

    [Fact]
    public async Task A_running_batch_keeps_its_whole_copy_until_the_newer_one_is_whole()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var old = (await cache.WriteAsync("b", Pages.Cut(60, 1, 60, "running"))).Current!;
        var between = await cache.WriteAsync("b", Pages.Cut(90, 1, 60, "running"));
        Assert.Equal(old, between.Readable);
        Assert.Equal(60, (await cache.Store.ListRangeAsync(old.Key, 0, 100, Token)).Count);

        var batch = await cache.WriteAsync("b", Pages.Cut(90, 2, 60, "running"));
        Assert.Equal(90, batch.Current!.Jobs);
        Assert.Empty(await cache.Store.ListRangeAsync(old.Key, 0, 100, Token));
        Assert.Equal(90L, await cache.QueryAsync("SELECT count(*) FROM jobs"));
        Assert.Equal(1L, await cache.QueryAsync("SELECT count(*) FROM snapshots"));
    }

    [Fact]
    public async Task Batches_are_listed_newest_first()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("sample", Pages.Sample());
        await cache.WriteAsync("undated-1", Pages.Cut(1, 1, 50));
        cache.Clock.Advance(TimeSpan.FromSeconds(1));
        await cache.WriteAsync("undated-2", Pages.Cut(1, 1, 50));
        await cache.Store.BeginSyncAsync(BatchId.Parse("never-answered"), fresh: false, Token);
        var batches = await cache.Store.ListAsync(Token);
        Assert.Equal(["undated-2", "undated-1", "sample"], batches.Select(batch => batch.Id.Value), StringComparer.Ordinal);
        Assert.Equal(await cache.FindAsync("sample"), batches[2]);
    }
}
