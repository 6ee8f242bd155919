using System.Collections.Concurrent;
using BatchDashboard.Queries;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Results.Lookups;

/// <summary>The queue of pasted ids, over real HTTP and a real database.</summary>
public sealed class BatchLookupsTests : IAsyncLifetime
{
    // The client repeats what may pass, three times.
    private const int RequestsOfOne = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lookups-");
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;

    /// <summary>Runs before an answer; the test lets it end.</summary>
    private Func<HttpContext, string, Task> _before = (_, _) => Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BatchLookups Queue => QueueOf(_dashboard);

    private RequestBudget Budget => _dashboard.Services.GetRequiredService<RequestBudget>();

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _api.Intercept = AnswerAsync;
        _dashboard = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
        Tests.Data.TestDatabase.Discard(_folder.FullName);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Batches_are_looked_up_one_after_another_in_the_order_pasted_and_the_newest_paste_first()
    {
        var gate = Hold("a");
        await AddAsync("a", "b", "c");
        await gate.Reached.InTimeAsync();
        _dashboard.Clock.Advance(TimeSpan.FromSeconds(1));
        await AddAsync("d", "e");
        gate.Open();

        Assert.Null(await UntilAsync(progress => progress is null));
        Assert.Equal(["a", "d", "e", "b", "c"], _asked);
        Assert.All(_api.Requests, request => Assert.EndsWith("/results?page=1&page_size=50", request, StringComparison.Ordinal));
        Assert.Equal(5, Budget.State.Spent.Sync);
        Assert.Equal(5, (await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Known);
    }

    [Fact]
    public async Task The_plan_counts_what_is_new_here_and_waiting()
    {
        await _dashboard.Results.OpenAsync([Id("here")], Token);
        var gate = Hold("a");
        await AddAsync("a", "b", "c");
        await gate.Reached.InTimeAsync();

        var plan = (await Queue.PlanAsync([.. Ids("x", "b", "here", "y")], Token)).Value!;

        Assert.Equal(["x", "b", "y"], plan.New.Select(id => id.Value));
        Assert.Equal(["here"], plan.Here.Select(id => id.Value));
        Assert.Equal((1, 2), (plan.Waiting, plan.Others));
        gate.Open();
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_end_of_the_app_interrupted_it()
    {
        var gate = Hold("batch-4");
        var all = Enumerable.Range(1, 7).Select(number => $"batch-{number}").ToArray();
        await AddAsync(all);
        await gate.Reached.InTimeAsync();
        await _dashboard.DisposeAsync();
        Assert.Equal(all[..4], _asked);
        gate.Open();

        _dashboard = await StartAsync();

        Assert.Null(await UntilAsync(progress => progress is null));
        Assert.Equal([.. all[..4], .. all[3..]], _asked);
    }

    [Fact]
    public async Task What_the_API_does_not_know_is_kept_with_its_reason_until_it_is_dismissed_or_tried_again()
    {
        _statuses["nobody"] = 404;
        _statuses["not-yours"] = 403;
        await AddAsync("nobody", "a", "not-yours");
        var ended = (await UntilAsync(progress => progress is { Waiting: 0 }))!;

        Assert.Equal(("nobody", true, "Wickson does not know this batch."), Failed(ended)[0]);
        Assert.Equal(("not-yours", false, "The API key is not allowed to read this batch."), Failed(ended)[1]);
        Assert.Equal((1, 2), (ended.NotFound, ended.Failed.Count));
        Assert.Equal(ended.Failed, (await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Lookups!.Failed);

        _statuses.Clear();
        await AddAsync("nobody");
        ended = (await UntilAsync(progress => progress is { Waiting: 0, Failed.Count: 1 }))!;
        Assert.Equal("not-yours", ended.Failed[0].Id.Value);
        Assert.Equal(["nobody", "a", "not-yours", "nobody"], _asked);

        Assert.Null(await Queue.DismissAsync(Token));
        Assert.Null(await Queue.ProgressAsync(Token));
    }

    [Fact]
    public async Task A_failure_that_was_opened_by_hand_since_is_none_any_more()
    {
        _statuses["late"] = 404;
        await AddAsync("late");
        await UntilAsync(progress => progress is { Failed.Count: 1 });

        _statuses.Clear();
        await _dashboard.Results.OpenAsync([Id("late")], Token);

        Assert.Null(await Queue.ProgressAsync(Token));
    }

    [Fact]
    public async Task What_the_API_fails_to_answer_comes_again_after_the_others_until_it_is_given_up()
    {
        _statuses["broken"] = 500;
        await AddAsync("broken", "a", "b");
        var held = (await UntilAsync(progress => progress?.Obstacle is not null))!;
        Assert.Equal(_dashboard.Clock.GetUtcNow() + LookupWorker.Pauses[0], held.Obstacle!.RetryAt);
        Assert.Equal((3, 3, 0), (held.Total, held.Waiting, held.Failed.Count));

        var begun = _dashboard.Clock.GetUtcNow();
        var ended = (await PassUntilAsync(progress => progress is { Waiting: 0 }))!;

        Assert.Equal("broken", Assert.Single(ended.Failed).Id.Value);
        Assert.False(ended.Failed[0].IsNotFound);
        Assert.True(_dashboard.Clock.GetUtcNow() - begun >= TimeSpan.FromMinutes(6));
        Assert.Equal(["broken", "a", "b", "broken"], _asked.Where((id, at) => at == 0 || id != _asked.ElementAt(at - 1)));
        Assert.Equal(LookupWorker.MaxAttempts * RequestsOfOne, _asked.Count(id => id == "broken"));
    }

    [Fact]
    public async Task While_the_API_is_away_no_batch_is_given_up()
    {
        _statuses[""] = 401;
        await AddAsync("a", "b");
        await PassUntilAsync(_ => _asked.Count > 2 * LookupWorker.MaxAttempts);
        Assert.Empty((await Queue.ProgressAsync(Token))!.Failed);

        _statuses.Clear();
        Assert.Null(await PassUntilAsync(progress => progress is null));
    }

    [Fact]
    public async Task With_the_requests_used_up_it_waits_for_the_next_hour_and_goes_on_by_itself()
    {
        var reset = _dashboard.Clock.GetUtcNow().AddMinutes(40);
        Budget.Settle(Budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 102, reset));
        await AddAsync("a", "b", "c", "d");

        var waiting = (await UntilAsync(progress => progress is { Waiting: 2 }))!;
        Assert.Null(waiting.Obstacle);
        Assert.Equal(reset, Budget.RefusedUntil(RequestPurpose.Sync));
        await _dashboard.Results.OpenAsync([Id("by-hand")], Token);
        Assert.Equal(["a", "b", "by-hand"], _asked);

        _dashboard.Clock.Advance(TimeSpan.FromMinutes(41));
        Assert.Null(await UntilAsync(progress => progress is null));
        Assert.Equal(["a", "b", "by-hand", "c", "d"], _asked);
    }

    [Fact]
    public async Task A_batch_that_is_opened_by_hand_jumps_the_queue_and_is_not_asked_about_again()
    {
        var gate = Hold("a");
        await AddAsync("a", "b", "c");
        await gate.Reached.InTimeAsync();

        Assert.NotNull((await _dashboard.Results.GetBatchAsync(Id("c"), JobQuery.Default, Token)).Value);
        Assert.Equal((3, 2), await Queue.ProgressAsync(Token) is { } progress ? (progress.Total, progress.Waiting) : default);
        gate.Open();

        Assert.Null(await UntilAsync(ended => ended is null));
        Assert.Equal(["a", "c", "b"], _asked);
    }

    [Fact]
    public async Task Stop_removes_what_waits_and_tells_what_it_was_so_that_it_can_be_undone()
    {
        var gate = Hold("a");
        await AddAsync("a", "b", "c");
        await gate.Reached.InTimeAsync();

        var stopped = (await Queue.StopAsync(Token)).Value!;
        Assert.Equal(["a", "b", "c"], stopped.Select(id => id.Value));
        Assert.Null(await Queue.ProgressAsync(Token));
        gate.Open();
        await UntilAsync(async () => await _dashboard.Store.FindAsync(Id("a"), Token), found => found is not null);

        await Queue.AddAsync(stopped, Token);
        Assert.Null(await UntilAsync(progress => progress is null));
        Assert.Equal(["a", "b", "c"], _asked);
    }

    [Fact]
    public async Task Two_processes_share_the_queue_and_ask_for_each_batch_once()
    {
        var all = Enumerable.Range(1, 20).Select(number => $"batch-{number}").ToArray();
        var gate = Hold("batch-1");
        await AddAsync(all);
        await gate.Reached.InTimeAsync();
        await using var other = await StartAsync();

        // On SQLite one process does not hear what another writes.
        while (await Queue.ProgressAsync(Token) is { Waiting: > 1 })
        {
            await Task.Yield();
        }

        gate.Open();
        Assert.Null(await UntilAsync(progress => progress is null));
        Assert.Equal(all.Order(StringComparer.Ordinal), _asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_batch_has_one_process_at_a_time_and_that_of_one_that_is_gone_goes_to_another()
    {
        await _dashboard.StopAsync();
        await AddAsync("a", "b");

        Assert.Equal("a", (await Queue.TakeAsync("gone", Token))!.Value.Id.Value);
        Assert.Equal("b", (await Queue.TakeAsync("other", Token))!.Value.Id.Value);
        Assert.Null(await Queue.TakeAsync("third", Token));
        Assert.Equal("a", (await Queue.TakeAsync("gone", Token))!.Value.Id.Value);
        _dashboard.Clock.Advance(LookupWorker.LookInterval);
        await TestDatabase.AgeAsync(_dashboard.Folder, "queued_batches", "leased_until", LookupWorker.LookInterval);
        Assert.Equal("a", (await Queue.TakeAsync("third", Token))!.Value.Id.Value);
    }

    [Fact]
    public async Task Thousands_are_queued_at_once()
    {
        var gate = Hold("batch-1");
        var all = Enumerable.Range(1, 10_000).Select(number => $"batch-{number}").ToArray();
        await AddAsync(all);
        await gate.Reached.InTimeAsync();

        Assert.Equal((10_000, 10_000), await Queue.ProgressAsync(Token) is { } progress ? (progress.Total, progress.Waiting) : default);
        var plan = (await Queue.PlanAsync([.. Ids(all)], Token)).Value!;
        Assert.Equal((10_000, 10_000, 0), (plan.New.Count, plan.Waiting, plan.Others));
        Assert.Equal(10_000, (await Queue.StopAsync(Token)).Value!.Count);
        gate.Open();
    }

    private static BatchLookups QueueOf(Dashboard dashboard) => dashboard.Services.GetRequiredService<BatchLookups>();

    private static BatchId Id(string id) => BatchId.Parse(id);

    private static IEnumerable<BatchId> Ids(params string[] ids) => ids.Select(BatchId.Parse);

    private static List<(string Id, bool IsNotFound, string Reason)> Failed(LookupProgress progress) =>
        [.. progress.Failed.OrderBy(failed => failed.Id.Value, StringComparer.Ordinal).Select(failed => (failed.Id.Value, failed.IsNotFound, failed.Reason))];

    // Hours pass in moments here: no request is to be given up on its way because of it.
    private Task<Dashboard> StartAsync() => Dashboard.StartInAsync(_folder.FullName, _api, ("Wickson:Timeout", "01:00:00"));

    private async Task AddAsync(params string[] ids) => Assert.Null(await Queue.AddAsync([.. Ids(ids)], Token));

    private Task<LookupProgress?> UntilAsync(Func<LookupProgress?, bool> condition) => UntilAsync(() => Queue.ProgressAsync(Token), condition);

    /// <summary>Ends after the first change of any batch that makes the condition true.</summary>
    private async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        using var changed = new SemaphoreSlim(0);
        using var hearing = _dashboard.Changes.Hear(_ => changed.Release());
        while (true)
        {
            var value = await read();
            if (condition(value))
            {
                return value;
            }

            await changed.InTimeAsync("a change", () => $"{value}\n{string.Join(' ', _asked.TakeLast(5))}\n{string.Join('\n', _dashboard.Log.TakeLast(5))}");
        }
    }

    /// <summary>Lets the time pass in which the queue is held up.</summary>
    private async Task<LookupProgress?> PassUntilAsync(Func<LookupProgress?, bool> condition)
    {
        while (true)
        {
            var progress = await Queue.ProgressAsync(Token);
            if (condition(progress))
            {
                return progress;
            }

            if (progress?.Obstacle is not null)
            {
                _dashboard.Clock.Advance(LookupWorker.Pauses[0]);
            }

            // Slowly, so that no request on its way is given up.
            await Task.Delay(5, Token);
        }
    }

    private Gate Hold(string id)
    {
        var gate = new Gate();
        _before = (context, asked) => asked == id ? gate.PassAsync(context) : Task.CompletedTask;
        return gate;
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        var id = context.Request.Path.Value!.Split('/')[^2];
        _asked.Enqueue(id);
        await _before(context, id);
        if (_statuses.TryGetValue(id, out var status) || _statuses.TryGetValue("", out status))
        {
            context.Response.StatusCode = status;
            return true;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"{{id}}","status":"completed","completion":{"successful":1,"failed":0,"total_items":1} },
            "job_results":[{"job_id":"job-1"}],"pagination":{"page":1,"page_size":50,"total_items":1,"total_pages":1} } }
            """);
        return true;
    }

    private sealed class Gate
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _opened.TrySetResult();

        public async Task PassAsync(HttpContext context)
        {
            _reached.TrySetResult();
            await _opened.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
