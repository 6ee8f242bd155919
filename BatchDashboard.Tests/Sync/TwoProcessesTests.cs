using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests.Sync;

/// <summary>Two processes on one database: one of them copies a batch, the other shows how far it is.</summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ApiServer _api = null!;
    private Dashboard _one = null!;
    private Dashboard _other = null!;
    private PagedBatch _batch = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _batch = new PagedBatch(_api) { Before = HoldAsync };
        _one = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "00:30:00"));
        _other = await _one.AgainAsync(_api, ("Wickson:Timeout", "00:30:00"));
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_are_asked_for_the_same_copy_and_it_is_made_once(bool fresh)
    {
        await BothStartAsync(fresh);
        Assert.True(_other.Sync.Progress(PagedBatch.Id)!.IsActive);

        _release.SetResult();
        await _one.Sync.EndAsync(PagedBatch.Id).InTimeAsync();
        _other.Clock.Advance(LookInterval);
        await _other.Sync.EndAsync(PagedBatch.Id).InTimeAsync();

        Assert.Equal(SyncState.Done, _one.Sync.Progress(PagedBatch.Id)!.State);
        Assert.Equal((SyncState.Done, 2000L, 2000L, 0), Told(_other));
        Assert.Equal(Enumerable.Range(1, 20), _batch.Asked.Select(one => one.Page).Order());
        await _other.AssertIsCopyOfAsync(_batch);
    }

    [Fact]
    public async Task The_other_shows_how_far_the_copy_is()
    {
        await BothStartAsync(fresh: false);

        var told = _other.Sync.Progress(PagedBatch.Id)!;
        Assert.InRange(told.Copied, 100, 500);
        Assert.Equal((2000L, true, true), (told.Total, told.IsActive, told.IsElsewhere));
    }

    [Fact]
    public async Task A_copy_whose_process_is_gone_is_taken_over_when_its_lease_runs_out()
    {
        _release.SetResult();
        await _one.Store.BeginSyncAsync(PagedBatch.Id, fresh: false, Token);
        await _one.Store.WritePageAsync(PagedBatch.Id, Pages.Body(_batch.Body(1, 100)), forSync: true, isLast: false, Token);
        Assert.True(await _one.Store.TryLeaseAsync(PagedBatch.Id, "a process that is gone", TimeSpan.FromSeconds(30), Token));

        _other.Sync.Start(PagedBatch.Id, fresh: false);
        await _other.UntilAsync(PagedBatch.Id.Value, () => _other.Sync.Progress(PagedBatch.Id)!.IsElsewhere);
        Assert.Equal(100, _other.Sync.Progress(PagedBatch.Id)!.Copied);
        await TestDatabase.AgeAsync(_one.Folder, "copy_leases", "expires_at", TimeSpan.FromSeconds(31));
        _other.Clock.Advance(TimeSpan.FromSeconds(31));
        await _other.Sync.EndAsync(PagedBatch.Id).InTimeAsync();

        Assert.Equal((SyncState.Done, 2000L, 2000L, 19), Told(_other));
        Assert.Equal(Enumerable.Range(2, 19), _batch.Asked.Select(one => one.Page).Order());
        await _other.AssertIsCopyOfAsync(_batch);
    }

    [Fact]
    public async Task Who_stops_the_copy_stops_it_in_whichever_process_it_runs()
    {
        await BothStartAsync(fresh: false);
        await _other.Results.StopCopyAsync(PagedBatch.Id);
        _release.SetResult();
        await _one.Sync.EndAsync(PagedBatch.Id).InTimeAsync();

        Assert.Equal(SyncState.Stopped, _other.Sync.Progress(PagedBatch.Id)!.State);
        Assert.Equal(SyncState.Stopped, _one.Sync.Progress(PagedBatch.Id)!.State);
        Assert.Empty(await _one.Store.InterruptedSyncsAsync(Token));
        Assert.True((await _one.Store.FindAsync(PagedBatch.Id, Token))!.Filling!.Jobs > 0);
    }

    [Fact]
    public async Task An_end_of_the_app_lets_another_process_go_on_at_once()
    {
        await BothStartAsync(fresh: false);
        await _one.StopAsync();
        _release.SetResult();
        _other.Clock.Advance(LookInterval);
        await _other.Sync.EndAsync(PagedBatch.Id).InTimeAsync();

        Assert.Equal(SyncState.Done, _other.Sync.Progress(PagedBatch.Id)!.State);
        await _other.AssertIsCopyOfAsync(_batch);
    }

    [Fact]
    public void A_process_that_starts_again_has_the_name_it_had_and_two_at_a_time_have_two()
    {
        var folder = Directory.CreateTempSubdirectory("owner-");
        var directory = new DataDirectory(folder.FullName);
        string name;
        using (var first = new CopyOwner(directory))
        using (var second = new CopyOwner(directory))
        {
            name = first.Name;
            Assert.NotEqual(name, second.Name);
            Assert.Equal(name, first.Name);
        }

        using (var again = new CopyOwner(directory))
        {
            Assert.Equal(name, again.Name);
        }

        folder.Delete(recursive: true);
    }

    private static (SyncState State, long Copied, long Total, int Requests) Told(Dashboard dashboard) =>
        dashboard.Sync.Progress(PagedBatch.Id)! is var told ? (told.State, told.Copied, told.Total, told.RequestsSpent) : default;

    private async Task BothStartAsync(bool fresh)
    {
        _one.Sync.Start(PagedBatch.Id, fresh);
        await _held.Task.InTimeAsync();

        // Page 6 is asked for before the pages that are here are stored.
        await _one.StoredAsync(PagedBatch.Id, 100);
        _other.Sync.Start(PagedBatch.Id, fresh);
        await _other.UntilAsync(PagedBatch.Id.Value, () => _other.Sync.Progress(PagedBatch.Id)!.IsElsewhere);
    }

    private async Task<bool> HoldAsync(HttpContext context, int page)
    {
        if (page > 5)
        {
            _held.TrySetResult();
            await _release.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
