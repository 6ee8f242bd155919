using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Sync;

public sealed class BatchSyncTests : IAsyncLifetime
{
    private static readonly BatchId Small = BatchId.Parse("batch-small-pages");
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _dashboard = await Dashboard.StartAsync(_api);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task All_pages_of_the_granted_size_are_fetched_once_and_the_copy_is_whole()
    {
        await _dashboard.CopyAsync(Small.Value);

        var batch = (await _dashboard.Store.FindAsync(Small, Token))!;
        Assert.Equal(953, batch.Current!.Jobs);
        Assert.Equal(
            Enumerable.Range(1, 10),
            _api.ResultsRequests(Small.Value).Select(PageOf).Order());
        var progress = _dashboard.Sync.Progress(Small)!;
        Assert.Equal((SyncState.Done, 953L, 953L, 953L), (progress.State, progress.Copied, progress.Total, progress.FirstTotal));
        Assert.Equal((10, 0, 0), (progress.RequestsSpent, progress.PagesAskedAgain, progress.Restarts));
        Assert.Empty(await _dashboard.Store.InterruptedSyncsAsync(Token));
    }

    [Fact]
    public async Task A_copy_that_the_end_of_the_app_interrupted_goes_on_without_fetching_a_page_twice()
    {
        var held = HoldFromPage(4, until: 7);
        _dashboard.Sync.Start(Small, fresh: false);
        await held.InTimeAsync();
        await _dashboard.StopAsync();
        Assert.Equal(SyncState.Stopped, _dashboard.Sync.Progress(Small)!.State);
        Assert.Equal(300, (await _dashboard.Store.FindAsync(Small, Token))!.Filling!.Jobs);
        _api.Intercept = null;

        await using var again = await _dashboard.AgainAsync(_api);
        await again.UntilAsync(Small.Value, () => again.Sync.Progress(Small)?.State == SyncState.Done);

        Assert.Equal(953, (await again.Store.FindAsync(Small, Token))!.Current!.Jobs);
        // Four pages were asked for twice, for their answers never came; all others once.
        Assert.Equal([1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10], _api.ResultsRequests(Small.Value).Select(PageOf).Order());
    }

    [Fact]
    public async Task A_rate_limit_is_waited_out_with_its_reason_shown()
    {
        _api.Faults.Active = "429";
        _dashboard.Sync.Start(Small, fresh: false);
        await _dashboard.UntilAsync(Small.Value, () => _dashboard.Sync.Progress(Small)?.State == SyncState.Waiting);

        var waiting = _dashboard.Sync.Progress(Small)!.Obstacle!;
        Assert.Equal(WicksonFailure.RateLimited, waiting.Error!.Failure);
        Assert.NotNull(waiting.RetryAt);
        Assert.Equal(ProblemKind.RateLimited, ProblemWords.Of(waiting, Small).Kind);

        _api.Faults.Active = "";
        _dashboard.Clock.Advance(TimeSpan.FromSeconds(3));
        await _dashboard.UntilAsync(Small.Value, () => _dashboard.Sync.Progress(Small)?.State == SyncState.Done);
        Assert.Null(_dashboard.Sync.Progress(Small)!.Obstacle);
    }

    [Fact]
    public async Task A_rate_limit_of_a_minute_is_waited_out_in_the_open_and_not_inside_a_request()
    {
        await using var patient = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "00:00:30"));
        var limited = true;
        _api.Intercept = context =>
        {
            if (Volatile.Read(ref limited))
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "60";
            }

            return Task.FromResult(context.Response.StatusCode == 429);
        };
        patient.Sync.Start(Small, fresh: false);
        await patient.UntilAsync(Small.Value, () => patient.Sync.Progress(Small)?.State == SyncState.Waiting);

        var obstacle = patient.Sync.Progress(Small)!.Obstacle!;
        Assert.Equal((WicksonFailure.RateLimited, patient.Clock.GetUtcNow().AddSeconds(60)), (obstacle.Error!.Failure, obstacle.RetryAt));
        Assert.Single(_api.Requests);

        Volatile.Write(ref limited, false);
        patient.Clock.Advance(TimeSpan.FromSeconds(60));
        await patient.UntilAsync(Small.Value, () => patient.Sync.Progress(Small)?.State == SyncState.Done);
        Assert.Equal(11, _api.Requests.Count);
    }

    [Fact]
    public async Task A_page_too_large_to_read_is_asked_for_in_halves_and_every_job_comes_once()
    {
        var id = BatchId.Parse("batch-heavy");
        await using var small = await Dashboard.StartAsync(_api, ("Wickson:PageSize", "200"), ("Wickson:MaxBodyBytes", "20000"));
        _api.Answer(id.Value, (page, size) =>
        {
            // The first 200 rows are light, the others so heavy that 50 of them fit and 100 do not.
            var rows = Enumerable.Range((page - 1) * size, Math.Clamp(500 - ((page - 1) * size), 0, size))
                .Select(ordinal => $$"""{"job_id":"job-{{ordinal}}","note":"{{new string('x', ordinal < 200 ? 1 : 250)}}"}""");
            return $$"""
                {"success":true,"data":{"batch_summary":{"status":"completed","completion":{"successful":500,"failed":0,"total_items":500} },
                "job_results":[{{string.Join(',', rows)}}],"pagination":{"page":{{page}},"page_size":{{size}},"total_items":500,"total_pages":{{(500 + size - 1) / size}} } } }
                """;
        });

        await small.CopyAsync(id.Value);

        Assert.All(Enumerable.Range(5, 6), page => Assert.Single(_api.Requests, request => request.EndsWith($"page={page}&page_size=50", StringComparison.Ordinal)));
        Assert.Equal(50, small.Services.GetRequiredService<PageLimit>().ForCopies(200));
        var batch = (await small.Store.FindAsync(id, Token))!;
        var jobs = await small.Store.ListRangeAsync(batch.Current!.Key, 0, 1000, Token);
        Assert.Equal(Enumerable.Range(0, 500).Select(ordinal => $"job-{ordinal}"), jobs.Select(job => job.Job.JobId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_ignores_the_page_number_ends_the_copy_with_a_sentence(bool echoesTheNumber)
    {
        var id = BatchId.Parse("batch-same");
        _api.Answer(id.Value, (page, size) => $$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"batch-same","status":"completed","completion":{"successful":9,"failed":0,"total_items":9} },
            "job_results":[{"job_id":"a"},{"job_id":"b"},{"job_id":"c"}],"pagination":{"page":{{(echoesTheNumber ? page : 1)}},"page_size":3,"total_items":9,"total_pages":3} }  }
            """);
        _dashboard.Sync.Start(id, fresh: false);
        await _dashboard.Sync.EndAsync(id).InTimeAsync();

        var progress = _dashboard.Sync.Progress(id)!;
        Assert.Equal((SyncState.Failed, SyncObstacleKind.Pages), (progress.State, progress.Obstacle!.Kind));
        Assert.Contains("page 2", progress.Obstacle.Sentence, StringComparison.Ordinal);
        Assert.InRange(_api.Requests.Count, 2, 3);
        Assert.Null((await _dashboard.Store.FindAsync(id, Token))!.Current);
    }

    [Fact]
    public async Task A_batch_that_ends_while_it_is_copied_is_copied_from_its_start()
    {
        var id = BatchId.Parse("batch-ending");
        var asked = 0;
        _api.Answer(id.Value, (page, _) => $$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"batch-ending","status":"{{(++asked < 2 ? "running" : "completed")}}","completion":{"successful":4,"failed":0,"total_items":4} },
            "job_results":[{"job_id":"a{{page}}-{{asked}}"},{"job_id":"b{{page}}-{{asked}}"}],"pagination":{"page":{{page}},"page_size":2,"total_items":4,"total_pages":2} }  }
            """);
        await _dashboard.CopyAsync(id.Value);

        var batch = (await _dashboard.Store.FindAsync(id, Token))!;
        var jobs = await _dashboard.Store.ListRangeAsync(batch.Current!.Key, 0, 10, Token);
        Assert.Equal("completed", batch.Current.BatchStatus);
        Assert.Equal(["a1-3", "b1-3", "a2-4", "b2-4"], jobs.Select(job => job.Job.JobId));
    }

    [Fact]
    public async Task A_stopped_copy_keeps_what_has_arrived_and_does_not_come_back()
    {
        await HoldAsync();
        await _dashboard.Results.StopCopyAsync(Small);

        Assert.Equal(SyncState.Stopped, _dashboard.Sync.Progress(Small)!.State);
        Assert.Equal(300, (await _dashboard.Store.FindAsync(Small, Token))!.Readable!.Jobs);
        Assert.Empty(await _dashboard.Store.InterruptedSyncsAsync(Token));

        async Task HoldAsync()
        {
            var held = HoldFromPage(4, until: 7);
            _dashboard.Sync.Start(Small, fresh: false);
            await held.InTimeAsync();
        }
    }

    [Fact]
    public async Task However_many_ask_there_is_one_copy_of_a_batch()
    {
        for (var times = 0; times < 5; times++)
        {
            _dashboard.Sync.Start(Small, fresh: times % 2 == 0);
        }

        await _dashboard.Sync.EndAsync(Small).InTimeAsync();
        Assert.Equal(10, _api.Requests.Count);
    }

    [Fact]
    public async Task A_batch_that_nobody_knows_ends_at_once_and_leaves_nothing()
    {
        var id = BatchId.Parse("batch-of-nobody");
        _dashboard.Sync.Start(id, fresh: false);
        await _dashboard.Sync.EndAsync(id).InTimeAsync();

        Assert.Equal(WicksonFailure.NotFound, _dashboard.Sync.Progress(id)!.Obstacle!.Error!.Failure);
        Assert.Null(await _dashboard.Store.FindAsync(id, Token));
    }

    private static int PageOf(string request) => int.Parse(
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request[request.IndexOf('?', StringComparison.Ordinal)..])["page"]!,
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Requests from a page on hang; done when all up to a later one have come, in whatever order.</summary>
    private Task HoldFromPage(int first, int until)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var missing = until - first + 1;
        _api.Intercept = async context =>
        {
            var page = int.Parse(context.Request.Query["page"]!, System.Globalization.CultureInfo.InvariantCulture);
            if (page < first)
            {
                return false;
            }

            if (Interlocked.Decrement(ref missing) == 0)
            {
                held.TrySetResult();
            }

            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        };
        return held.Task;
    }
}
