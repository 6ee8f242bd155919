using BatchDashboard.Sync;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;

namespace BatchDashboard.Tests.Sync;

/// <summary>The app as a process that is killed without warning, again and again.</summary>
public sealed class KilledSyncTests
{
    private const int Jobs = 100_000;
    private const int PageSize = 250;
    private const int Pages = Jobs / PageSize;
    // A server makes each start longer.
    private static readonly int Kills = TestDatabase.IsPostgreSql ? 4 : 20;

    // Four on their way, and four that are written in one transaction.
    private const int MaxLost = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_that_is_killed_again_and_again_is_complete_and_fetched_no_stored_page_again()
    {
        var folder = Directory.CreateTempSubdirectory("killed-");
        await using var api = await ApiServer.StartAsync();
        var batch = new PagedBatch(api) { Total = Jobs, Grant = PageSize };
        var gate = new Gate();
        batch.Before = gate.PassAsync;
        var random = new Random(20241218);
        var stored = 0;
        var looked = 0;
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var reached = gate.CloseAfter(random.Next(1, Pages / Kills));
                await using (var app = Start(api, folder.FullName))
                {
                    using var client = new HttpClient { BaseAddress = await app.ListeningAsync(Token) };
                    // An interrupted copy goes on by itself; only the first one has to be asked for.
                    var asking = stored == 0 ? client.GetAsync($"/batches/{PagedBatch.Id.Value}?status=failed", Token) : Task.CompletedTask;
                    await reached.InTimeAsync();
                    _ = asking.ContinueWith(gone => gone.Exception, TaskScheduler.Default);
                }

                AssertNotFetchedAgain(batch, stored, looked);
                looked = batch.Asked.Count;
                stored = await StoredPagesAsync(folder.FullName);
            }

            gate.Open();
            await using var last = await Dashboard.StartInAsync(folder.FullName, api, ("Wickson:Timeout", "00:30:00"));
            await last.UntilAsync(PagedBatch.Id.Value, () => last.Sync.Progress(PagedBatch.Id)?.State == SyncState.Done);

            AssertNotFetchedAgain(batch, stored, looked);
            await last.AssertIsCopyOfAsync(batch);
            Assert.InRange(batch.Asked.Count, Pages, Pages + (Kills * MaxLost));
        }
        finally
        {
            TestDatabase.Discard(folder.FullName);
            folder.Delete(recursive: true);
        }
    }

    private static AppProcess Start(ApiServer api, string folder) => AppProcess.Start(
        [
            "--Data:Directory", folder, .. TestDatabase.Arguments(folder), "--Results:Source", "Live",
            "--Wickson:BaseUrl", api.BaseUrl, "--Wickson:ApiKey", "test",
        ],
        folder,
        // A process that lives for two seconds has nothing from a compiler that learns.
        variables: [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("DOTNET_TieredPGO", "0")]);

    private static void AssertNotFetchedAgain(PagedBatch batch, int stored, int looked) =>
        Assert.DoesNotContain(batch.Asked.Skip(looked), one => one.Page <= stored);

    /// <summary>Pages that stand in the database, which are the first ones without a gap.</summary>
    private static async Task<int> StoredPagesAsync(string folder)
    {
        await using var reader = await Dashboard.StartInAsync(folder, api: null);
        if (await reader.Store.FindAsync(PagedBatch.Id, Token) is not { Filling: { Jobs: > 0 } filling } batch)
        {
            return 0;
        }

        Assert.Null(batch.Current);
        Assert.Equal(filling.Jobs, await reader.Store.CountRangeAsync(filling.Key, 0, (int)filling.Jobs, Token));
        return (int)(filling.Jobs / PageSize);
    }

    /// <summary>Lets so many pages pass; all others wait until nobody waits for them any more.</summary>
    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private int _left;
        private TaskCompletionSource _reached = new();

        public Task CloseAfter(int pages)
        {
            lock (_lock)
            {
                _left = pages;
                _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _reached.Task;
            }
        }

        public void Open() => _ = CloseAfter(int.MaxValue);

        public async Task<bool> PassAsync(Microsoft.AspNetCore.Http.HttpContext context, int page)
        {
            lock (_lock)
            {
                if (_left-- > 0)
                {
                    return false;
                }

                _reached.TrySetResult();
            }

            return await PagedBatch.StallAsync(context);
        }
    }
}
