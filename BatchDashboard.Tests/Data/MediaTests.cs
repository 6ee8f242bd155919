using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Media items as they were seen last.</summary>
public sealed class MediaTests
{
    [Fact]
    public async Task A_media_item_comes_back_as_it_was_seen_last()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var id = MediaId.Parse("vec-1");
        var token = TestContext.Current.CancellationToken;
        Assert.Null(await cache.Store.FindMediaAsync(id, token));
        await cache.Store.WriteMediaAsync(id, new MediaBody(), token);
        cache.Clock.Advance(TimeSpan.FromMinutes(5));
        const string Json = """{"data":{"id":"vec-1","file_info":{"filename":"a\u0000\ud800"},"content":{"chunks":["\udc00",{"text":1.50}]},"new":[null]}}""";
        await cache.Store.WriteMediaAsync(id, StoredJson.Read<MediaBody>(Json), token);
        var found = await cache.Store.FindMediaAsync(id, token);
        Assert.Equal(cache.Clock.GetUtcNow(), found!.Value.FetchedAt);
        HostileJson.AssertSame(Json, StoredJson.Write(found.Value.Body));
    }
}
