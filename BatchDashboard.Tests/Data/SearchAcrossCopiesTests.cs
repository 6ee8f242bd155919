using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>The search through all copies at once.</summary>
public sealed class SearchAcrossCopiesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_of_the_newest_batch_come_first_then_in_their_order_and_at_most_so_many()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await FillAsync(cache);
        Assert.Equal(
            [("newest", 1L), ("newest", 2L), ("middle", 0L), ("oldest", 0L), ("oldest", 3L)],
            await SearchAsync(cache, "QUINCE", 50));
        Assert.Equal([("newest", 1L), ("newest", 2L), ("middle", 0L)], await SearchAsync(cache, "quince", 3));
        Assert.Equal([("newest", 1L)], await SearchAsync(cache, "quince", 1));
    }

    [Fact]
    public async Task Names_and_both_ids_are_searched_and_error_texts_are_not()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await FillAsync(cache);
        Assert.Equal([("middle", 1L)], await SearchAsync(cache, "vec-only", 50));
        Assert.Equal([("oldest", 2L)], await SearchAsync(cache, "job-été", 50));
        Assert.Empty(await SearchAsync(cache, "unsupported", 50));
        Assert.Empty(await SearchAsync(cache, "format_error", 50));
        Assert.Empty(await SearchAsync(cache, "", 50));
    }

    [Fact]
    public async Task A_copy_that_fills_is_searched_only_while_there_is_no_whole_one()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await FillAsync(cache);
        await cache.Store.BeginSyncAsync(BatchId.Parse("oldest"), fresh: true, Token);
        await cache.WriteAsync("oldest", Pages.Of(["""{"filename":"medlar"}"""], """{"page":1,"page_size":1,"total_items":9}"""), forSync: true);
        Assert.Empty(await SearchAsync(cache, "medlar", 50));
        Assert.Contains(("oldest", 3L), await SearchAsync(cache, "quince", 50));

        cache.Clock.Advance(TimeSpan.FromMinutes(1));
        await cache.WriteAsync("filling", Pages.Of(["""{"filename":"medlar"}"""], """{"page":3,"page_size":1,"total_items":9}"""));
        Assert.Equal([("filling", 2L)], await SearchAsync(cache, "medlar", 50));
    }

    private static async Task FillAsync(TemporaryCache cache)
    {
        await cache.WriteAsync(
            "oldest",
            Pages.Of(["""{"filename":"Quince.pdf"}""", "null", """{"job_id":"JOB-ÉTÉ","media_id":"m"}""", """{"job_id":"quince-4","filename":"quince"}"""]),
            isLast: true);
        cache.Clock.Advance(TimeSpan.FromMinutes(1));
        await cache.WriteAsync(
            "middle",
            Pages.Of(
                [
                    """{"media_id":"a-quince"}""",
                    """{"media_id":"VEC-only","status":"failed","error":{"code":"format_error","message":"Unsupported"}}""",
                ]),
            isLast: true);
        cache.Clock.Advance(TimeSpan.FromMinutes(1));
        await cache.WriteAsync("newest", Pages.Of(["""{"filename":"other"}""", """{"filename":"a quince"}""", """{"job_id":"quince"}"""]), isLast: true);
    }

    private static async Task<IEnumerable<(string Batch, long Ordinal)>> SearchAsync(TemporaryCache cache, string text, int most) =>
        (await cache.Store.SearchAsync(text, most, Token)).Select(found => (found.Batch.Id.Value, found.Job.Ordinal));
}
