using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Sync;

public sealed class BatchWatchTests : IAsyncLifetime
{
    private static readonly BatchId Moving = BatchId.Parse("batch-moving");
    private static readonly BatchId Other = BatchId.Parse("batch-other");
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private int _done;
    private string _status = "running";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _api.Answer("", (page, size) => $$"""
            {"success":true,"data":{"batch_summary":{"status":"{{_status}}","completion":{"successful":{{++_done}},"failed":0,"total_items":100} },
            "job_results":[{"job_id":"job-1"}],"pagination":{"page":{{page}},"page_size":{{size}},"total_items":100,"total_pages":{{(100 + size - 1) / size}}  } } }
            """);
        _dashboard = await Dashboard.StartAsync(_api);
        await _dashboard.Results.OpenAsync([Moving], Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_running_batch_that_is_looked_at_has_live_figures_and_its_copy_is_left_alone()
    {
        var copied = (await _dashboard.Store.FindAsync(Moving, Token))!.Filling!;
        await NextAsync(Moving);

        Assert.Contains("page=1&page_size=1", _api.Requests[^1], StringComparison.Ordinal);
        var batch = (await _dashboard.Store.FindAsync(Moving, Token))!;
        Assert.Equal(2, batch.Successful);
        Assert.Equal(copied, batch.Filling);
        var page = (await _dashboard.Results.GetBatchAsync(Moving, JobQuery.Default, Token)).Value!;
        Assert.Equal(2, page.Batch.Completion.Succeeded);
        Assert.Equal(2, _api.Requests.Count);
    }

    [Fact]
    public async Task A_batch_with_an_unknown_status_and_an_end_is_over_and_not_asked_about()
    {
        var ended = BatchId.Parse("batch-unknown-values");
        var answer = _api.Intercept!;
        _api.Intercept = context => context.Request.Path.Value!.Contains(ended.Value, StringComparison.Ordinal) ? Task.FromResult(false) : answer(context);
        await _dashboard.Results.OpenAsync([ended, Other], Token);
        using var looking = _dashboard.Changes.Subscribe(ended, _ => { });

        await NextAsync(Other);
        await NextAsync(Other);

        Assert.Equal("completed_with_warnings", (await _dashboard.Store.FindAsync(ended, Token))!.Status);
        Assert.Single(_api.ResultsRequests(ended.Value));
    }

    [Fact]
    public async Task A_batch_that_nobody_looks_at_is_not_asked_about()
    {
        await _dashboard.Results.OpenAsync([Other], Token);

        // What is asked about another batch is the sign that a look around has been made.
        await NextAsync(Other);
        await NextAsync(Other);

        Assert.Single(_api.ResultsRequests(Moving.Value));
        Assert.Equal(3, _api.ResultsRequests(Other.Value).Count);
    }

    [Fact]
    public async Task A_batch_that_only_rules_wait_for_is_asked_about_at_most_once_a_minute()
    {
        await _dashboard.Results.OpenAsync([Other], Token);
        using var hearing = _dashboard.Changes.Hear(_ => { });
        await NextAsync(Other);
        await NextAsync(Other);
        Assert.Single(_api.ResultsRequests(Moving.Value));

        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var moving = _dashboard.Changes.Hear(id =>
        {
            if (id == Moving)
            {
                heard.TrySetResult();
            }
        });
        using (_dashboard.Changes.Await(() => [Moving], TimeSpan.FromMinutes(15)))
        using (_dashboard.Changes.Await(() => [Moving], TimeSpan.FromMinutes(1)))
        {
            _dashboard.Clock.Advance(BatchWatch.Interval);
            await heard.Task.InTimeAsync();
            for (var turn = 0; turn < 4; turn++)
            {
                await NextAsync(Other);
            }
        }

        Assert.Equal(2, _api.ResultsRequests(Moving.Value).Count);
    }

    [Fact]
    public async Task A_final_batch_is_not_asked_about_again()
    {
        await _dashboard.Results.OpenAsync([Other], Token);
        _status = "completed";
        await NextAsync(Moving);
        _status = "running";
        Assert.Equal("completed", (await _dashboard.Store.FindAsync(Moving, Token))!.Status);

        using var looking = _dashboard.Changes.Subscribe(Moving, _ => { });
        await NextAsync(Other);
        await NextAsync(Other);

        Assert.Equal(2, _api.ResultsRequests(Moving.Value).Count);
        Assert.Equal(3, _api.ResultsRequests(Other.Value).Count);
    }

    [Fact]
    public async Task A_turn_without_anything_to_ask_is_no_error()
    {
        using (_dashboard.Changes.Subscribe(BatchId.Parse("batch-unknown"), _ => { }))
        {
            _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        // Turns come one after the other: what the next one asks is the sign that the one before has ended.
        await NextAsync(Moving);

        Assert.DoesNotContain(_dashboard.Log, line => line.Contains("were not polled", StringComparison.Ordinal));
    }

    /// <summary>Somebody looks at the batch until it was asked about once more.</summary>
    private async Task NextAsync(BatchId id)
    {
        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var looking = _dashboard.Changes.Subscribe(id, _ => announced.TrySetResult());
        _dashboard.Clock.Advance(BatchWatch.Interval);
        await announced.Task.InTimeAsync();
    }
}
