using System.Collections.Concurrent;
using System.Globalization;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests.Sync;

/// <summary>A server that limits, fails, stalls and breaks off: the copy waits in the open, goes on by itself and asks for nothing twice that has arrived.</summary>
public sealed class ServerFaultTests : IAsyncLifetime
{
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private PagedBatch _batch = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SyncProgress Progress => _dashboard.Sync.Progress(PagedBatch.Id)!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _batch = new PagedBatch(_api);

        // Moving the clock to the end of a wait must not time out a page that is on its way.
        _dashboard = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "01:00:00"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("date", 90)]
    [InlineData(null, 60)]
    [InlineData("86400", 3600)]
    public async Task A_rate_limit_stops_all_pages_until_its_end_and_then_the_copy_goes_on(string? retryAfter, int seconds)
    {
        var limited = true;
        var end = _dashboard.Clock.GetUtcNow().AddSeconds(seconds);
        _batch.Before = (context, page) => page > 3 && Volatile.Read(ref limited)
            ? PagedBatch.Fail(context, 429, retryAfter == "date" ? end.ToString("R", CultureInfo.InvariantCulture) : retryAfter)
            : Task.FromResult(false);
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.UntilAsync(PagedBatch.Id.Value, () => Progress.State == SyncState.Waiting);

        var obstacle = Progress.Obstacle!;
        Assert.Equal(WicksonFailure.RateLimited, obstacle.Error!.Failure);
        Assert.InRange(obstacle.RetryAt!.Value, end.AddSeconds(-1), end);
        Volatile.Write(ref limited, false);
        await _dashboard.RunToEndAsync(PagedBatch.Id);

        Assert.Equal(SyncState.Done, Progress.State);
        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.All(Counts().Where(one => one.Page <= 3), one => Assert.Equal(1, one.Times));
        Assert.True(Progress.RequestsSpent <= 20 + PageRequestsAtOnce);
        Assert.Equal(Progress.RequestsSpent - 20, Progress.PagesAskedAgain);
    }

    [Fact]
    public async Task One_page_that_fails_for_a_while_holds_the_copy_up_and_the_others_are_not_fetched_again()
    {
        var failing = true;
        _batch.Before = (context, page) => page == 5 && Volatile.Read(ref failing) ? PagedBatch.Fail(context, 500) : Task.FromResult(false);
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.UntilAsync(PagedBatch.Id.Value, () => Progress.State == SyncState.Waiting);
        Assert.Equal((400L, WicksonFailure.ServerError), (Progress.Copied, Progress.Obstacle!.Error!.Failure));

        Volatile.Write(ref failing, false);
        await _dashboard.RunToEndAsync(PagedBatch.Id);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.All(Counts().Where(one => one.Page != 5), one => Assert.Equal(1, one.Times));
    }

    [Fact]
    public async Task A_page_that_fails_for_ever_ends_the_copy_after_growing_pauses_and_keeps_what_has_arrived()
    {
        var failing = true;
        _batch.Before = (context, page) => page == 3 && Volatile.Read(ref failing) ? PagedBatch.Fail(context, 500) : Task.FromResult(false);
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        foreach (var seconds in new[] { 2, 5, 15, 45 })
        {
            var retryAt = _dashboard.Clock.GetUtcNow().AddSeconds(seconds);
            await _dashboard.UntilAsync(PagedBatch.Id.Value, () => Progress.Obstacle?.RetryAt == retryAt);
            _dashboard.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await _dashboard.UntilAsync(PagedBatch.Id.Value, () => !Progress.IsActive);
        Assert.Equal((SyncState.Failed, WicksonFailure.ServerError), (Progress.State, Progress.Obstacle!.Error!.Failure));
        // Pages 1 and 2, and the three that were on their way beside page 3.
        Assert.Equal(500, (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Filling!.Jobs);
        Assert.Equal([PagedBatch.Id], await _dashboard.Store.InterruptedSyncsAsync(Token));

        Volatile.Write(ref failing, false);
        await _dashboard.CopyAsync(PagedBatch.Id.Value);
        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.All(Counts().Where(one => one.Page != 3), one => Assert.Equal(1, one.Times));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("html")]
    public async Task Answers_that_break_off_are_asked_for_again(string fault)
    {
        // Each third page breaks off at first.
        var broken = new ConcurrentDictionary<int, int>();
        _batch.Before = async (context, page) =>
        {
            if (page % 3 != 0 || broken.AddOrUpdate(page, 1, (_, times) => times + 1) > 2)
            {
                return false;
            }

            if (fault == "html")
            {
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html>Bad gateway</html>");
                return true;
            }

            if (fault == "cut")
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(_batch.Body(page, 100)[..2000]);
                await context.Response.Body.FlushAsync();
            }

            context.Abort();
            return true;
        };
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.RunToEndAsync(PagedBatch.Id);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.All(Counts(), one => Assert.Equal(one.Page % 3 == 0 ? 3 : 1, one.Times));
    }

    [Fact]
    public async Task A_server_that_stalls_is_told_and_asked_again()
    {
        await using var hasty = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "00:00:30"));
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stalling = true;
        _batch.Before = async (context, page) =>
        {
            if (page != 2 || !Volatile.Read(ref stalling))
            {
                return false;
            }

            stalled.TrySetResult();
            return await PagedBatch.StallAsync(context);
        };
        hasty.Sync.Start(PagedBatch.Id, fresh: false);
        await stalled.Task.InTimeAsync();
        hasty.Clock.Advance(TimeSpan.FromSeconds(31));
        await hasty.UntilAsync(PagedBatch.Id.Value, () => hasty.Sync.Progress(PagedBatch.Id)!.State == SyncState.Waiting);
        Assert.Equal(WicksonFailure.TimedOut, hasty.Sync.Progress(PagedBatch.Id)!.Obstacle!.Error!.Failure);

        Volatile.Write(ref stalling, false);
        await hasty.RunToEndAsync(PagedBatch.Id);
        await hasty.AssertIsCopyOfAsync(_batch);
    }

    [Fact]
    public async Task A_rate_limit_at_the_last_pages_costs_no_page_that_is_here()
    {
        _batch.Total = 1000;
        var limited = 0;
        _batch.Before = (context, page) => page == 10 && Interlocked.Increment(ref limited) < 3 ? PagedBatch.Fail(context, 429, "60") : Task.FromResult(false);
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.RunToEndAsync(PagedBatch.Id);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal([.. Enumerable.Range(1, 10), 10, 10], _batch.Asked.Select(one => one.Page).Order());
    }

    [Fact]
    public async Task What_waits_is_shown_with_its_pace_to_everyone_who_looks()
    {
        _batch.Before = (context, page) => page > 5 ? PagedBatch.Fail(context, 429, "120") : Task.FromResult(false);
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        // The fifth page may still be on its way when the sixth is refused.
        await _dashboard.UntilAsync(PagedBatch.Id.Value, () => Progress is { State: SyncState.Waiting, Copied: 500 });

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var freshness = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, new JobQuery { Statuses = ["failed"] }, Token)).Value!.Batch.Freshness;
            Assert.Equal((FreshnessKind.Copying, 500L, 2000L), (freshness.Kind, freshness.Copied, freshness.Total));
            Assert.Equal(ProblemKind.RateLimited, freshness.Waiting!.Kind);
            Assert.Equal(Progress.RequestsSpent, freshness.Pace!.Requests);
        }
    }

    private const int PageRequestsAtOnce = 4;

    private IEnumerable<(int Page, int Times)> Counts() => _batch.Asked.GroupBy(one => one.Page).Select(group => (group.Key, group.Count()));
}
