using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Results;

/// <summary>The live source, and what it costs.</summary>
public sealed class LiveResultsTests : ResultsServiceTests
{
    private Dashboard _dashboard = null!;

    private IResultsService Results => _dashboard.Results;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _dashboard = await Dashboard.StartAsync(Api);
    }

    public override async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_plain_page_is_one_request_of_its_own_page_and_size()
    {
        var page = await PageAsync(Sample, new JobQuery { Page = 2, PageSize = 25 });

        Assert.Equal(["/sandbox/v1/batches/batch-abc123/results?page=2&page_size=25"], Api.Requests);
        Assert.Equal(FreshnessKind.Live, page.Batch.Freshness.Kind);
        Assert.Equal((26L, 50L), (page.Jobs.First, page.Jobs.Last));
    }

    [Fact]
    public async Task Two_operators_on_one_page_cost_one_request_and_a_third_ten_seconds_later_another()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Api.Intercept = async _ =>
        {
            arrived.TrySetResult();
            await release.Task;
            return false;
        };

        var first = Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        await arrived.Task.InTimeAsync();
        var second = Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        release.SetResult();
        await Task.WhenAll(first, second);
        await Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        Assert.Single(Api.Requests);

        _dashboard.Clock.Advance(PageRequests.Kept);
        await Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        Assert.Equal(2, Api.Requests.Count);
    }

    [Fact]
    public async Task A_copy_that_was_stopped_stays_so_until_somebody_asks_for_it()
    {
        var id = BatchId.Parse("batch-small-pages");
        var held = new SemaphoreSlim(0);
        Api.Intercept = async context =>
        {
            var number = int.Parse(context.Request.Query["page"]!, System.Globalization.CultureInfo.InvariantCulture);
            if (number < 3)
            {
                return false;
            }

            held.Release();
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        };
        Assert.Null(await Results.CopyAsync(id, Token));

        // Page 6 is asked for when page 2 has come; three before it are on their way, and each may be the last to arrive.
        for (var page = 3; page <= 6; page++)
        {
            await held.InTimeAsync();
        }

        await Results.StopCopyAsync(id);
        Api.Intercept = null;
        var asked = Api.Requests.Count;

        var shown = await PageAsync(id, new JobQuery { Statuses = ["failed"] });
        var error = shown.Jobs.Rows[0].ErrorCode!;
        var group = await Results.GetErrorGroupAsync(id, error, 1, Token);
        var job = await Results.GetJobAsync(id, shown.Jobs.Rows[0].Key, Token);

        Assert.Equal((FreshnessKind.PartialCopy, 200L), (shown.Batch.Freshness.Kind, shown.Batch.Freshness.Copied));
        Assert.True(shown.Jobs.IsPartial);
        Assert.Equal(error, group.Value?.Group.ErrorType);
        Assert.NotNull(job.Value);
        Assert.Equal(asked, Api.Requests.Count);
        await _dashboard.CopyAsync(id.Value);
    }

    [Fact]
    public async Task Pages_that_pass_complete_a_small_batch_and_then_it_costs_nothing()
    {
        for (var page = 1; page <= 4; page++)
        {
            await PageAsync(Sample, new JobQuery { Page = page });
        }

        var view = await PageAsync(Sample, new JobQuery { Statuses = ["failed"] });
        await PageAsync(Sample, JobQuery.Default);
        await Results.GetJobAsync(Sample, "job-abc456", Token);

        Assert.Equal(4, Api.Requests.Count);
        Assert.Equal(20, view.Jobs.Total);
        Assert.Equal(FreshnessKind.Copy, view.Batch.Freshness.Kind);
    }

    [Fact]
    public async Task A_refresh_asks_again_even_for_a_final_batch()
    {
        await _dashboard.CopyAsync(Sample.Value);
        Assert.Single(Api.Requests);

        Assert.Null(await Results.RefreshAsync(Sample, Token));
        await _dashboard.Sync.EndAsync(Sample).InTimeAsync();

        Assert.Equal(2, Api.Requests.Count);
        Assert.Equal(1, (await PageAsync(Sample, JobQuery.Default)).Batch.RefreshCost);
        Assert.Equal(2, Api.Requests.Count);
    }

    [Fact]
    public async Task When_the_API_fails_the_copy_is_shown_with_the_reason_and_its_age()
    {
        await PageAsync(Sample, JobQuery.Default);
        var seen = _dashboard.Clock.GetUtcNow();
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(3));
        Api.Faults.Active = "500";

        var answer = await Results.GetBatchAsync(Sample, JobQuery.Default, Token);

        Assert.Equal(50, answer.Value!.Jobs.Rows.Count);
        Assert.True(answer.Value.Jobs.IsPartial);
        Assert.Equal(FreshnessKind.PartialCopy, answer.Value.Batch.Freshness.Kind);
        Assert.Equal(seen.ToUnixTimeMilliseconds(), answer.Value.Batch.Freshness.AsOf.ToUnixTimeMilliseconds());
        Assert.Equal(ProblemKind.ApiFailed, answer.Problem!.Kind);
        Assert.Equal("processing_error", answer.Problem.Code);
    }

    [Theory]
    [InlineData("401", ProblemKind.AccessRefused)]
    [InlineData("429", ProblemKind.RateLimited)]
    [InlineData("html", ProblemKind.ApiFailed)]
    [InlineData("cut", ProblemKind.ApiFailed)]
    [InlineData("reset", ProblemKind.ApiFailed)]
    public async Task Without_a_copy_a_failure_is_a_problem_in_words(string fault, ProblemKind kind)
    {
        Api.Faults.Active = fault;

        var answer = await Results.GetBatchAsync(Sample, JobQuery.Default, Token);

        Assert.Null(answer.Value);
        Assert.Equal(kind, answer.Problem!.Kind);
        Assert.NotEmpty(answer.Problem.Sentence);
        Assert.NotEmpty(answer.Problem.Advice);
        Assert.Equal(fault == "429", answer.Problem.RetryAt is not null);
    }

    [Fact]
    public async Task A_page_does_not_hang_on_a_rate_limit_but_names_its_end()
    {
        await using var patient = await Dashboard.StartAsync(Api, ("Wickson:Timeout", "00:00:30"));
        Api.Intercept = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "60";
            return Task.FromResult(true);
        };

        // The clock stands still: a wait inside the request would never end by itself.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Waiting.Limit);
        var plain = await patient.Results.GetBatchAsync(Sample, JobQuery.Default, patience.Token);
        var filtered = await patient.Results.GetBatchAsync(Sample, new JobQuery { Statuses = ["failed"] }, patience.Token);

        foreach (var answer in new[] { plain, filtered })
        {
            Assert.Equal((ProblemKind.RateLimited, patient.Clock.GetUtcNow().AddSeconds(60)), (answer.Problem!.Kind, answer.Problem.RetryAt));
        }
    }

    [Fact]
    public async Task A_batch_that_Wickson_forgot_is_still_shown()
    {
        await PageAsync(Sample, JobQuery.Default);
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));
        Api.Faults.Active = "404";

        var answer = await Results.GetBatchAsync(Sample, JobQuery.Default, Token);

        Assert.Equal(50, answer.Value!.Jobs.Rows.Count);
        Assert.Equal("Wickson no longer knows the batch “batch-abc123”.", answer.Problem!.Sentence);
        Assert.NotEqual(ProblemKind.NotFound, answer.Problem.Kind);
    }

    [Fact]
    public async Task A_server_that_grants_smaller_pages_is_believed()
    {
        var id = BatchId.Parse("batch-small-pages");
        var page = await PageAsync(id, new JobQuery { Page = 10, PageSize = 250 });

        Assert.Equal((10, 901L, 953L), (page.Jobs.PageCount, page.Jobs.First, page.Jobs.Last));
        var first = await PageAsync(id, new JobQuery { PageSize = 250 });
        Assert.Equal(100, first.Jobs.Rows.Count);
        Assert.Contains(first.Jobs.Notices, notice => notice.Contains("at most 100", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_filter_answers_from_what_is_copied_when_the_copy_takes_longer_than_the_patience()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = BatchId.Parse("batch-small-pages");

        // The request that is held must not time out when the clock moves.
        await _dashboard.DisposeAsync();
        _dashboard = await Dashboard.StartAsync(Api, ("Wickson:Timeout", "00:00:30"));
        Api.Intercept = async context =>
        {
            if (context.Request.Query["page"] == "3")
            {
                held.TrySetResult();
                await release.Task;
            }

            return false;
        };

        var asked = Results.GetBatchAsync(id, new JobQuery { Statuses = ["failed"] }, Token);
        await held.Task.InTimeAsync();
        await _dashboard.StoredAsync(id, 200);
        _dashboard.Clock.Advance(CopyOnDemand.Patience);
        var partial = (await asked).Value!;
        release.SetResult();
        await _dashboard.Sync.EndAsync(id).InTimeAsync();
        var whole = await PageAsync(id, new JobQuery { Statuses = ["failed"] });

        Assert.True(partial.Jobs.IsPartial);
        Assert.Equal((FreshnessKind.Copying, 200L, 953L), (partial.Batch.Freshness.Kind, partial.Batch.Freshness.Copied, partial.Batch.Freshness.Total));
        Assert.InRange(partial.Jobs.Total, 1, whole.Jobs.Total - 1);
        Assert.False(whole.Jobs.IsPartial);
        Assert.Equal(whole.Batch.Completion.Failed, whole.Jobs.Total);
    }

    [Fact]
    public async Task A_failed_copy_is_not_tried_again_by_a_page_that_follows_it()
    {
        Api.Faults.Active = "403";
        var query = new JobQuery { Statuses = ["failed"] };
        Assert.Equal(ProblemKind.AccessRefused, (await Results.GetBatchAsync(Sample, query, Token)).Problem!.Kind);
        var requests = Api.Requests.Count;

        Assert.Equal(ProblemKind.AccessRefused, (await Results.GetBatchAsync(Sample, query, Token)).Problem!.Kind);
        Assert.Equal(requests, Api.Requests.Count);

        Api.Faults.Active = "";
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await Results.GetBatchAsync(Sample, query, Token)).Problem);
    }

    [Fact]
    public async Task A_job_that_is_seen_has_the_rest_of_a_small_batch_copied_for_its_neighbours()
    {
        await PageAsync(Sample, JobQuery.Default);

        Assert.NotNull((await Results.GetJobAsync(Sample, "job-abc456", Token)).Value);
        await _dashboard.Sync.EndAsync(Sample).InTimeAsync();

        Assert.Equal(20, (await Results.GetJobAsync(Sample, "job-abc456", Token)).Value!.FailedCount);
    }

    [Fact]
    public async Task Batches_are_opened_one_request_each_and_only_once()
    {
        var unknown = BatchId.Parse("batch-of-nobody");
        var opened = await Results.OpenAsync([Sample, unknown, BatchId.Parse("batch-empty")], Token);
        await Results.OpenAsync([Sample], Token);

        Assert.Equal([null, ProblemKind.NotFound, null], opened.Select(one => one.Problem?.Kind));
        Assert.Equal(3, Api.Requests.Count);
        Assert.Equal(2, (await Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items.Count);
    }

    [Fact]
    public async Task A_media_item_is_kept_with_its_chunks_for_when_the_API_fails()
    {
        var id = MediaId.Parse("vec-abc123");
        var without = (await Results.GetMediaAsync(id, false, Token)).Value!;
        var with = (await Results.GetMediaAsync(id, true, Token)).Value!;
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));
        await Results.GetMediaAsync(id, false, Token);
        Api.Faults.Active = "reset";
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));
        var copy = await Results.GetMediaAsync(id, true, Token);

        Assert.Null(without.Chunks);
        Assert.NotEmpty(with.Chunks!);
        Assert.NotNull(with.Summary);
        Assert.Equal(with.Chunks, copy.Value!.Chunks);
        Assert.Equal(FreshnessKind.Copy, copy.Value.Freshness.Kind);
        Assert.Equal(ProblemKind.ApiFailed, copy.Problem!.Kind);
    }

    [Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
    [Fact]
    public async Task A_broken_database_leaves_plain_pages_working_and_says_that_they_are_not_kept()
    {
        // The look for interrupted copies at the start must not hold the file open. Who else reads at this moment has the old
        // file, and is not asked again once there is another one.
        await _dashboard.Sync.ExecuteTask!.InTimeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete(_dashboard.File);
        await File.WriteAllTextAsync(_dashboard.File, "this is no database, and long enough to be read as a broken header of one", Token);
        foreach (var beside in new[] { "-wal", "-shm" })
        {
            File.Delete(_dashboard.File + beside);
        }

        var plain = await Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        var filtered = await Results.GetBatchAsync(Sample, new JobQuery { Statuses = ["failed"] }, Token);

        Assert.Equal(50, plain.Value!.Jobs.Rows.Count);
        Assert.Contains(plain.Value.Jobs.Notices, notice => notice.StartsWith("This page was not kept:", StringComparison.Ordinal));
        Assert.Null(filtered.Value);
        Assert.Equal(ProblemKind.StorageFailed, filtered.Problem!.Kind);
        Assert.Equal(ProblemKind.StorageFailed, (await Results.GetBatchesAsync(new BatchListQuery(), Token)).Problem!.Kind);
    }

    [Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
    [Fact]
    public async Task A_read_only_database_answers_from_what_it_has_and_plain_pages_go_on()
    {
        await PageAsync(Sample, JobQuery.Default);
        await using var readOnly = await _dashboard.AgainAsync(Api, ("Database:ConnectionString", "Data Source=test.db;Mode=ReadOnly"));

        var plain = await readOnly.Results.GetBatchAsync(Sample, new JobQuery { Page = 2 }, Token);
        var filtered = await readOnly.Results.GetBatchAsync(Sample, new JobQuery { Statuses = ["failed"] }, Token);

        Assert.Null(plain.Problem);
        Assert.Equal(51, plain.Value!.Jobs.First);
        Assert.Contains(plain.Value.Jobs.Notices, notice => notice.StartsWith("This page was not kept:", StringComparison.Ordinal));
        Assert.Equal(ProblemKind.StorageFailed, filtered.Problem!.Kind);
        Assert.True(filtered.Value!.Jobs.IsPartial);
    }

    [Fact]
    public async Task A_running_batch_is_never_taken_for_settled()
    {
        var running = BatchId.Parse("batch-running");
        await _dashboard.CopyAsync(running.Value);
        var before = Api.Requests.Count;

        var page = await PageAsync(running, JobQuery.Default);

        Assert.Equal(before + 1, Api.Requests.Count);
        Assert.Equal(BatchState.Running, page.Batch.State);
        Assert.NotNull(page.Batch.Timeline.ExpectedEnd);
        Assert.Empty(page.Batch.Discrepancies);
    }

    protected override Task<IResultsService> SourceAsync(string batch) => Task.FromResult(Results);
}
