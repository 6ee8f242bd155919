using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;

namespace BatchDashboard.Tests.Sync;

/// <summary>How fast a copy is now, and when it will end.</summary>
public sealed class PaceTests
{
    [Fact]
    public async Task The_pace_is_that_of_the_last_seconds_and_the_end_counts_the_wait()
    {
        await using var api = await ApiServer.StartAsync();
        await using var dashboard = await Dashboard.StartAsync(api, ("Wickson:Timeout", "01:00:00"));
        var batch = new PagedBatch(api) { Total = 10_000 };
        batch.Before = async (context, page) =>
        {
            if (page > 60)
            {
                // Pages are asked for together: a refusal that came sooner would hold up the sixtieth, too.
                await dashboard.StoredAsync(PagedBatch.Id, 6000);
                return await PagedBatch.Fail(context, 429, "120");
            }

            // The first twenty pages are slow, the others take a second each.
            dashboard.Clock.Advance(TimeSpan.FromSeconds(page <= 20 ? 10 : 1));
            return false;
        };
        dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await dashboard.UntilAsync(PagedBatch.Id.Value, () => dashboard.Sync.Progress(PagedBatch.Id)!.State == SyncState.Waiting);

        var progress = dashboard.Sync.Progress(PagedBatch.Id)!;
        Assert.Equal((6000L, 10_000L), (progress.Copied, progress.Total));
        // Since its beginning it was 25.
        Assert.InRange(progress.JobsPerSecond!.Value, 50, 200);
        var end = progress.Obstacle!.RetryAt!.Value + TimeSpan.FromSeconds(4000 / progress.JobsPerSecond.Value);
        Assert.InRange(progress.ExpectedEnd!.Value, end.AddSeconds(-1), end.AddSeconds(1));
    }
}
