using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests.Results;

/// <summary>What an operator starts and stops by hand, and what is told of it.</summary>
public sealed class RefreshTests : IAsyncLifetime
{
    private static readonly BatchId Sample = BatchId.Parse("batch-abc123");
    private static readonly BatchId Small = BatchId.Parse("batch-small-pages");
    private static readonly JobQuery Filter = new() { Statuses = ["failed"] };
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _release.TrySetResult();
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_refresh_while_the_API_is_down_says_so()
    {
        await _dashboard.CopyAsync(Sample.Value);
        _api.Faults.Active = "reset";

        var problem = await _dashboard.Results.RefreshAsync(Sample, Token);

        Assert.Equal(ProblemKind.ApiFailed, problem?.Kind);
        Assert.Equal(200, (await _dashboard.Store.FindAsync(Sample, Token))!.Current!.Jobs);
    }

    [Fact]
    public async Task A_refresh_behind_two_other_copies_returns_at_once()
    {
        await _dashboard.CopyAsync(Sample.Value);
        var asked = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Hold(context =>
        {
            var isOther = !context.Request.Path.Value!.Contains(Sample.Value, StringComparison.Ordinal);
            if (isOther && Interlocked.Increment(ref asked) == 2)
            {
                both.SetResult();
            }

            return isOther;
        });
        _dashboard.Sync.Start(Small, fresh: false);
        _dashboard.Sync.Start(BatchId.Parse("batch-running"), fresh: false);
        await both.Task.InTimeAsync();

        Assert.Null(await _dashboard.Results.RefreshAsync(Sample, Token).InTimeAsync());

        Assert.Equal(SyncState.Queued, _dashboard.Sync.Progress(Sample)!.State);
        Assert.Equal(FreshnessKind.Copying, (await _dashboard.Results.GetBatchAsync(Sample, JobQuery.Default, Token)).Value!.Batch.Freshness.Kind);
        _release.SetResult();
        await _dashboard.Sync.EndAsync(Sample).InTimeAsync();
        Assert.Equal(SyncState.Done, _dashboard.Sync.Progress(Sample)!.State);
    }

    [Fact]
    public async Task A_fresh_copy_takes_the_place_of_one_that_goes_on_with_an_old_one()
    {
        var held = Hold(context => context.Request.Query["page"] == "4");
        _dashboard.Sync.Start(Small, fresh: false);
        await held.InTimeAsync();

        _dashboard.Sync.Start(Small, fresh: true);
        _release.SetResult();
        await _dashboard.Sync.EndAsync(Small).InTimeAsync();

        Assert.Equal(SyncState.Done, _dashboard.Sync.Progress(Small)!.State);
        Assert.Equal(2, _api.Requests.Count(request => request.Contains("page=1&", StringComparison.Ordinal)));
        Assert.Equal(953, (await _dashboard.Store.FindAsync(Small, Token))!.Current!.Jobs);
    }

    [Fact]
    public async Task A_copy_that_was_stopped_is_not_begun_again_by_an_open_filter_but_by_asking_for_it()
    {
        await StopAtPageFourAsync();
        var requests = _api.Requests.Count;

        var page = (await _dashboard.Results.GetBatchAsync(Small, Filter, Token)).Value!;
        await _dashboard.Results.GetErrorGroupAsync(Small, "format_error", 1, Token);
        await _dashboard.Results.GetJobAsync(Small, "row-1", Token);

        Assert.True(page.Jobs.IsPartial);
        Assert.Equal(FreshnessKind.PartialCopy, page.Batch.Freshness.Kind);
        Assert.Equal(requests, _api.Requests.Count);
        await _dashboard.CopyAsync(Small.Value);
        Assert.False((await _dashboard.Results.GetBatchAsync(Small, Filter, Token)).Value!.Jobs.IsPartial);
    }

    [Fact]
    public async Task A_refresh_lets_a_stopped_copy_begin_again()
    {
        await StopAtPageFourAsync();

        Assert.Null(await _dashboard.Results.RefreshAsync(Small, Token));

        Assert.False((await _dashboard.Results.GetBatchAsync(Small, Filter, Token)).Value!.Jobs.IsPartial);
    }

    [Fact]
    public async Task Who_asks_again_while_a_copy_shows_progress_is_answered_at_once()
    {
        var held = Hold(context => context.Request.Query["page"] == "6");
        _dashboard.Sync.Start(Small, fresh: false);
        await held.InTimeAsync();

        // The clock stands still: an answer that waited for the copy would never come.
        var page = (await _dashboard.Results.GetBatchAsync(Small, Filter, Token).InTimeAsync()).Value!;

        Assert.Equal(FreshnessKind.Copying, page.Batch.Freshness.Kind);
        Assert.InRange(page.Batch.Freshness.Copied, 100, 500);
        Assert.InRange(page.Batch.Freshness.Pace!.Requests, 1, 9);
    }

    [Fact]
    public async Task The_cost_of_a_copy_is_that_of_the_jobs_that_are_missing()
    {
        await _dashboard.DisposeAsync();
        _dashboard = await Dashboard.StartAsync(_api, ("Wickson:PageSize", "100"));
        var seen = (await _dashboard.Results.GetBatchAsync(Small, JobQuery.Default, Token)).Value!.Batch;
        Assert.Equal((1, 10), (seen.RefreshCost, seen.CopyCost));

        await _dashboard.CopyAsync(Small.Value);

        var copied = (await _dashboard.Results.GetBatchAsync(Small, JobQuery.Default, Token)).Value!.Batch;
        Assert.Equal((10, 0), (copied.RefreshCost, copied.CopyCost));
    }

    private async Task StopAtPageFourAsync()
    {
        var held = Hold(context => context.Request.Query["page"] == "4");
        _dashboard.Sync.Start(Small, fresh: false);
        await held.InTimeAsync();
        await _dashboard.Results.StopCopyAsync(Small);
        _api.Intercept = null;
    }

    /// <summary>Requests of a kind wait for the release, or until nobody waits for them; done when one has come.</summary>
    private Task Hold(Func<HttpContext, bool> which)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Intercept = async context =>
        {
            if (which(context))
            {
                held.TrySetResult();
                var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.RequestAborted.Register(gone.SetResult);
                await Task.WhenAny(_release.Task, gone.Task);
                return gone.Task.IsCompleted;
            }

            return false;
        };
        return held.Task;
    }
}
