using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Copies that outlive the process that began them.</summary>
public sealed class SyncTests
{
    private static readonly BatchId Batch = BatchId.Parse("b");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_that_was_cut_off_goes_on_after_a_restart()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var begun = await cache.Store.BeginSyncAsync(Batch, fresh: false, Token);
        await cache.WriteAsync("b", Pages.Cut(120, 1, 50), forSync: true);

        using var restarted = await cache.RestartAsync();
        Assert.Equal([Batch], await restarted.Store.InterruptedSyncsAsync(Token));
        var resumed = await restarted.Store.BeginSyncAsync(Batch, fresh: false, Token);
        Assert.Equal((begun.Key, 50, 120, true), (resumed.Key, resumed.Jobs, resumed.ExpectedJobs, resumed.SyncWanted));
        await restarted.WriteAsync("b", Pages.Cut(120, 2, 50), forSync: true);
        var batch = await restarted.WriteAsync("b", Pages.Cut(120, 3, 50), forSync: true);
        Assert.Equal((begun.Key, 120, false), (batch.Current!.Key, batch.Current.Jobs, batch.Current.SyncWanted));
        Assert.Empty(await restarted.Store.InterruptedSyncsAsync(Token));
    }

    [Fact]
    public async Task A_page_of_another_state_that_somebody_looks_at_stays_out_of_a_copy_under_way()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: false, Token);
        await cache.WriteAsync("b", Pages.Cut(120, 1, 50, "running"), forSync: true);
        var seen = await cache.WriteAsync("b", Pages.Cut(120, 2, 50));

        // After a restart the copy must still know that its jobs are of the running batch.
        Assert.Equal("completed", seen.Status);
        Assert.Equal((50, "running"), (seen.Filling!.Jobs, seen.Filling.BatchStatus));
    }

    [Fact]
    public async Task A_fresh_copy_never_goes_on_with_an_old_one_and_leaves_the_whole_one()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var whole = (await cache.WriteAsync("b", Pages.Cut(10, 1, 50))).Current!;
        var old = await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        await cache.WriteAsync("b", Pages.Cut(120, 1, 50), forSync: true);
        var fresh = await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        Assert.NotEqual(old.Key, fresh.Key);
        Assert.Equal(0, fresh.Jobs);
        Assert.Equal(whole, (await cache.FindAsync("b"))!.Current);
    }

    [Fact]
    public async Task A_cancelled_copy_stays_readable_and_is_not_taken_up_again()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: false, Token);
        await cache.WriteAsync("b", Pages.Cut(120, 1, 50), forSync: true);
        await cache.Store.EndSyncAsync(Batch, Token);
        Assert.Empty(await cache.Store.InterruptedSyncsAsync(Token));
        var batch = await cache.FindAsync("b");
        Assert.Equal((50, false), (batch!.Readable!.Jobs, batch.Readable.SyncWanted));
    }

    [Fact]
    public async Task A_cancelled_copy_of_which_nothing_arrived_leaves_no_trace()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(Batch, fresh: false, Token);
        await cache.Store.EndSyncAsync(Batch, Token);
        Assert.Null(await cache.FindAsync("b"));
        await cache.Store.EndSyncAsync(Batch, Token);
    }

    [Fact]
    public async Task A_key_of_a_copy_is_never_used_again()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var first = await cache.Store.BeginSyncAsync(Batch, fresh: false, Token);
        var second = await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        Assert.True(second.Key > first.Key);
    }
}
