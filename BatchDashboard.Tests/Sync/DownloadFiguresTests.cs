using System.Collections.Concurrent;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Wickson;
using BatchDashboard.Wickson;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Sync;

/// <summary>What a download says of itself, on its way and at its end: never more than all, and at the end what is here.</summary>
public sealed class DownloadFiguresTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Pages of fifty that somebody looked at, in the middle of which a page of the download begins.</summary>
    [Theory]
    [InlineData(200, 3)]
    [InlineData(120, 1)]
    [InlineData(70, 1)]
    public async Task Jobs_that_are_here_before_their_page_comes_again_count_once(int total, int seen)
    {
        var (copied, log) = await RunAsync(total, total, changesAt: 0, seen, grant: 100);

        Assert.Equal(new Portion(total, total), copied);
        Assert.Contains($"{total} of {total} jobs (announced first: {total})", log, StringComparison.Ordinal);
    }

    [Fact]
    public Task However_the_API_changes_its_mind_the_end_is_what_is_here() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400], Gen.Int[1, 5], Gen.Int[0, 4], Gen.Int[1, 3]).SampleAsync(
            async (first, later, changesAt, seen, grant) => await RunAsync(first, later, changesAt, seen, grant switch { 1 => 30, 2 => 50, _ => 100 }),
            iter: 12,
            threads: 1);

    // The end of a download, after every step of it was looked at.
    private static async Task<(Portion Copied, string Log)> RunAsync(int first, int later, int changesAt, int seen, int grant)
    {
        await using var api = await ApiServer.StartAsync();
        var batch = new PagedBatch(api) { Total = first, Grant = grant };
        using var log = new ListLog();
        await using var dashboard = await Dashboard.StartAsync(
            api, services => services.AddLogging(logging => logging.AddProvider(log).AddFilter("BatchDashboard.Sync.CopyRun", LogLevel.Information)));
        for (var page = 1; page <= seen; page++)
        {
            await dashboard.Results.GetBatchAsync(PagedBatch.Id, new JobQuery { Page = page, PageSize = 50 }, Token);
        }

        batch.Before = (_, page) =>
        {
            batch.Total = changesAt > 0 && page >= changesAt ? later : batch.Total;
            return Task.FromResult(false);
        };
        var steps = new ConcurrentQueue<Portion>();
        using (dashboard.Changes.Subscribe(PagedBatch.Id, id => steps.Enqueue(dashboard.Sync.Progress(id)?.Jobs ?? default)))
        {
            dashboard.Sync.Start(PagedBatch.Id, fresh: false);
            await dashboard.RunToEndAsync(PagedBatch.Id);
        }

        var known = (await dashboard.Store.FindAsync(PagedBatch.Id, Token))!;
        var end = dashboard.Sync.Progress(PagedBatch.Id)!;
        Assert.Equal(SyncState.Done, end.State);
        Assert.Equal(known.Current!.Portion, end.Jobs);
        Assert.All(steps, step => Assert.InRange(step.Done, 0, step.All));
        Assert.All(steps, step => Assert.InRange(step.All, 0, Math.Max(first, later)));
        var line = Assert.Single(log.Lines, one => one.Contains("announced first", StringComparison.Ordinal));
        Assert.StartsWith($"Batch batch-paged: {end.Copied} of {end.Total} jobs", line, StringComparison.Ordinal);
        var listed = (await dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items.Single();
        Assert.Equal((FreshnessKind.Copy, end.Jobs), (listed.Freshness.Kind, listed.Freshness.Jobs));
        return (end.Jobs, line);
    }
}
