using BatchDashboard.Cache;

namespace BatchDashboard.Tests.Cache;

public sealed class ResubmissionStoreTests
{
    private const string Id = "sent-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_batches_that_were_sent_are_never_one_and_the_same()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var store = new ResubmissionStore(cache.Database, cache.Clock);
        await store.CreateAsync(
            new NewResubmission(
                Id, "docs", false, "Ada",
                [.. Enumerable.Range(1, 2).Select(number => new StoredNewFile(number, "batch-a", $"job-{number}", "a.pdf", null, null, "a.pdf", 1))]),
            Token);
        Assert.True(await store.TryBeginAsync(Id, 1, Token));
        Assert.True(await store.TryBeginAsync(Id, 2, Token));
        Assert.True(await store.AcceptAsync(Id, 1, "batch-new", null, Token));

        Assert.False(await store.AcceptAsync(Id, 2, "batch-new", null, Token));

        var second = (await store.FindAsync(Id, Token))!.Batches[1];
        Assert.Equal((NewBatchState.Sending, (string?)null), (second.State, second.BatchId));
        Assert.True(await store.AcceptAsync(Id, 2, "batch-newer", null, Token));
    }
}
