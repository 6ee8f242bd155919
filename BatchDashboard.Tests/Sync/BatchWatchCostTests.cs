using System.Globalization;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Sync;

/// <summary>What it costs to look at running batches: the hour has 1,000 requests, for everything.</summary>
public sealed class BatchWatchCostTests : IAsyncLifetime
{
    private const int TurnsOfAnHour = 360;
    private readonly SemaphoreSlim _polled = new(0);
    private readonly System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset> _askedAt = new();
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private int _done;
    private bool _isLimited;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _api.Intercept = async context =>
        {
            var query = context.Request.Query;
            _askedAt.Enqueue(_dashboard.Clock.GetUtcNow());
            var id = context.Request.Path.Value!.Split('/')[^2];
            if (_isLimited)
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "3600";
                _polled.Release();
                return true;
            }

            context.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, string.Create(CultureInfo.InvariantCulture, $$"""
                {"success":true,"data":{"batch_summary":{"batch_id":"{{id}}","status":"running","completion":{"successful":{{++_done}},"failed":0,"total_items":100000} },
                "job_results":[{"job_id":"job-1"}],"pagination":{"page":{{query["page"]}},"page_size":{{query["page_size"]}},"total_items":100000,"total_pages":100000} } }
                """), Token);
            return true;
        };

        // Hours pass in moments here: no request is to be given up on its way because of it.
        _dashboard = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "01:00:00"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task One_tab_on_a_batch_that_moves_all_the_time_costs_at_most_five_hundred_requests_an_hour()
    {
        var id = BatchId.Parse("batch-moving");
        await _dashboard.Results.GetBatchAsync(id, JobQuery.Default, Token);
        using var tab = _dashboard.Changes.Subscribe(id, _ => _polled.Release());
        var started = _api.Requests.Count;

        for (var turn = 0; turn < TurnsOfAnHour; turn++)
        {
            _dashboard.Clock.Advance(BatchWatch.Interval);
            await _polled.InTimeAsync();

            // As the page does after every change. What it finds may be a change itself.
            var page = await _dashboard.Results.GetBatchAsync(id, JobQuery.Default, Token);
            Assert.Equal(_done, page.Value!.Batch.Completion.Succeeded);
            while (_polled.CurrentCount > 0)
            {
                await _polled.InTimeAsync();
            }
        }

        Assert.InRange(_api.Requests.Count - started, TurnsOfAnHour, 500);
    }

    [Fact]
    public async Task Many_running_batches_share_one_poll_a_turn_and_each_has_its_turn()
    {
        var ids = Enumerable.Range(1, 17).Select(number => BatchId.Parse($"batch-{number}")).ToList();
        await _dashboard.Results.OpenAsync(ids, Token);
        using var list = _dashboard.Changes.Subscribe(null, _ => _polled.Release());
        var started = _api.Requests.Count;

        for (var turn = 0; turn < ids.Count; turn++)
        {
            _dashboard.Clock.Advance(BatchWatch.Interval);
            await _polled.InTimeAsync();
        }

        Assert.Equal(ids.Count, _api.Requests.Count - started);
        Assert.Equal(ids.Count, _api.Requests.Skip(started).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_rate_limit_pauses_the_polls_of_all_batches()
    {
        var ids = new[] { BatchId.Parse("batch-1"), BatchId.Parse("batch-2") };
        await _dashboard.Results.OpenAsync(ids, Token);
        using var list = _dashboard.Changes.Subscribe(null, _ => { });
        _isLimited = true;
        _dashboard.Clock.Advance(BatchWatch.Interval);
        await _polled.InTimeAsync();
        var budget = _dashboard.Services.GetRequiredService<RequestBudget>();
        while (budget.State.PausedUntil is null)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var pausedUntil = budget.State.PausedUntil;

        _askedAt.Clear();
        _isLimited = false;
        using var afterwards = _dashboard.Changes.Subscribe(null, _ => _polled.Release());
        for (var turn = 0; turn < 10 * TurnsOfAnHour && _polled.CurrentCount == 0; turn++)
        {
            await TurnAsync(1);
        }

        Assert.NotEmpty(_askedAt);
        Assert.All(_askedAt, at => Assert.True(at >= pausedUntil));
    }

    [Fact]
    public async Task Within_the_reserve_there_are_no_polls_and_a_short_budget_makes_them_rare()
    {
        var id = BatchId.Parse("batch-moving");
        await _dashboard.Results.OpenAsync([id], Token);
        using var tab = _dashboard.Changes.Subscribe(id, _ => { });
        var budget = _dashboard.Services.GetRequiredService<RequestBudget>();
        var reset = _dashboard.Clock.GetUtcNow().AddHours(1);

        budget.Settle(budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 25, reset));
        _askedAt.Clear();
        await TurnAsync(30);
        Assert.Empty(_askedAt);

        // Of 85 the last 25 are kept for people. Half of the other 60 would last for 55 minutes.
        budget.Settle(budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 85, reset));
        await TurnAsync(150);

        // Turns pass faster than the watch gets to run: it may still be before its first poll.
        for (var turn = 0; turn < TurnsOfAnHour && _askedAt.IsEmpty; turn++)
        {
            await TurnAsync(1);
        }

        Assert.InRange(_askedAt.Count, 1, 22);
    }

    private async Task TurnAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            _dashboard.Clock.Advance(BatchWatch.Interval);
            await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token);
        }
    }
}
