using System.Net;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Tests.Sync;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Data;

/// <summary>A server that goes away while the app runs, and comes back.</summary>
[Trait(TestDatabase.Trait, "PostgreSql")]
public sealed class ServerAwayTests : IDisposable
{
    private static readonly BatchId Batch = BatchId.Parse("b");
    private readonly ServerRelay _relay = new();

    public ServerAwayTests() => Assert.True(TestDatabase.IsPostgreSql, "These tests need a PostgreSQL server: ./test.sh starts one.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task Pages_and_health_say_so_and_all_goes_on_when_it_is_back()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync(Batch.Value, Pages.Cut(10, 1, 50), isLast: true);
        await using var app = await RunningApp.StartAsync(
            Token, arguments: ["--Results:Source=Cache", "--Data:Directory", cache.Directory, "--Database:ConnectionString=" + _relay.ConnectionString(cache.Directory)]);
        await AssertReadyAsync(app, HttpStatusCode.OK);
        Assert.Contains("File 7.pdf", (await app.PageAsync("/batches/b", Token)).Html, StringComparison.Ordinal);

        _relay.Close();

        await AssertReadyAsync(app, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("cannot be reached", (await app.PageAsync("/batches/b", Token)).Html, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", (await app.PageAsync("/", Token)).Html, StringComparison.Ordinal);
        await SayAsync(cache, TriageState.Acknowledged);
        var heard = new SemaphoreSlim(0);
        using var page = app.Services.GetRequiredService<BatchChanges>().Subscribe(Batch, _ => heard.Release());
        _relay.Open();

        await AssertReadyAsync(app, HttpStatusCode.OK);
        Assert.Contains("File 7.pdf", (await app.PageAsync("/batches/b", Token)).Html, StringComparison.Ordinal);
        await heard.InTimeAsync("what was said while the server was away");
        await SayAsync(cache, TriageState.Resolved);
        await heard.InTimeAsync("what was said after it");
        var target = new TriageTarget(Batch, TriageScope.Job, "job-1");
        Assert.Equal(TriageState.Resolved, (await app.Services.GetRequiredService<TriageStore>().FindAsync(target, Token))!.Mark.State);
    }

    [Fact]
    public async Task A_download_waits_and_goes_on_where_it_was()
    {
        await using var api = await ApiServer.StartAsync();
        var batch = new PagedBatch(api);
        var isClosed = 0;
        batch.Before = (_, page) =>
        {
            if (page == 9 && Interlocked.Exchange(ref isClosed, 1) == 0)
            {
                _relay.Close();
            }

            return Task.FromResult(false);
        };
        using var cache = await TemporaryCache.CreateAsync();
        await using var dashboard = await Dashboard.StartInAsync(
            cache.Directory, api, ("Wickson:Timeout", "00:30:00"), ("Database:ConnectionString", _relay.ConnectionString(cache.Directory)));

        dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await dashboard.UntilAsync(PagedBatch.Id.Value, () => dashboard.Sync.Progress(PagedBatch.Id)!.State == SyncState.Waiting);
        var obstacle = dashboard.Sync.Progress(PagedBatch.Id)!.Obstacle!;
        Assert.Equal(SyncObstacleKind.Storage, obstacle.Kind);
        Assert.Contains("cannot be reached", obstacle.Sentence, StringComparison.Ordinal);
        _relay.Open();
        await dashboard.RunToEndAsync(PagedBatch.Id);

        Assert.Equal(SyncState.Done, dashboard.Sync.Progress(PagedBatch.Id)!.State);
        await dashboard.AssertIsCopyOfAsync(batch);
        Assert.Equal(Enumerable.Range(1, 20), batch.Asked.Select(one => one.Page).Order());
    }

    private static Task<TriageOutcome> SayAsync(TemporaryCache cache, TriageState state) =>
        cache.Triage.ChangeJobsAsync(Batch, ["job-1"], new TriageChange(state, null, null, "Ada"), null, Token);

    private static async Task AssertReadyAsync(RunningApp app, HttpStatusCode status)
    {
        using var ready = await app.Client.GetAsync("/health/ready", Token);
        using var live = await app.Client.GetAsync("/health/live", Token);
        Assert.Equal((status, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
    }
}
