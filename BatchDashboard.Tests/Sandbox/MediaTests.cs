using System.Net;
using System.Text.Json;

namespace BatchDashboard.Tests.Sandbox;

public sealed class MediaTests(SandboxHost host) : IClassFixture<SandboxHost>
{
    [Theory]
    [InlineData("batch-every-error")]
    [InlineData("batch-abc123")]
    [InlineData("batch-hostile-names")]
    public async Task Every_succeeded_job_has_its_media_item(string batch)
    {
        var rows = (await host.AllRowsAsync(batch)).Where(row => row.GetProperty("status").GetString() == "succeeded").ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var data = (await host.GetAsync($"v1/media/{row.GetProperty("media_id").GetString()}?include_chunks=true")).GetProperty("data");
            SandboxHost.AssertSame(row.GetProperty("media_id"), data.GetProperty("id"));
            SandboxHost.AssertSame(row.GetProperty("media_type"), data.GetProperty("media_type"));
            SandboxHost.AssertSame(row.GetProperty("filename"), data.GetProperty("file_info").GetProperty("filename"));
            SandboxHost.AssertSame(row.GetProperty("file_info").GetProperty("size_bytes"), data.GetProperty("file_info").GetProperty("size_bytes"));
            SandboxHost.AssertSame(row.GetProperty("processing_info").GetProperty("completed_at"), data.GetProperty("storage").GetProperty("created_at"));
            Assert.NotEmpty(data.GetProperty("metadata").GetProperty("search").GetProperty("summary").GetString()!);
            AssertChunks(data);
        }
    }

    [Fact]
    public async Task The_documented_media_ids_belong_to_the_examples_batch()
    {
        var data = (await host.GetAsync("v1/media/vec-abc123")).GetProperty("data");
        Assert.Equal("q4_summary.pdf", data.GetProperty("file_info").GetProperty("filename").GetString());
        Assert.Equal("reports-collection", data.GetProperty("storage").GetProperty("collection").GetString());
        foreach (var (id, type) in new[] { ("vec-def456", "document"), ("vec-ghi789", "image"), ("vec-jkl012", "image") })
        {
            Assert.Equal(type, (await host.GetAsync("v1/media/" + id)).GetProperty("data").GetProperty("media_type").GetString());
        }
    }

    [Fact]
    public async Task Chunks_vectors_and_metadata_come_as_they_are_asked_for()
    {
        var usual = (await host.GetAsync("v1/media/vec-abc123")).GetProperty("data");
        Assert.True(usual.TryGetProperty("metadata", out _));
        Assert.False(usual.TryGetProperty("content", out _));
        Assert.False(usual.TryGetProperty("vectors", out _));
        var asked = (await host.GetAsync("v1/media/vec-abc123?include_metadata=false&include_chunks=true&include_vectors=true")).GetProperty("data");
        Assert.False(asked.TryGetProperty("metadata", out _));
        Assert.True(asked.TryGetProperty("content", out _));
        Assert.True(asked.TryGetProperty("vectors", out _));
    }

    [Theory]
    [InlineData("vec-unknown")]
    [InlineData("vec-0000000000000000")]
    [InlineData("vec-ffffffffffffffff")]
    [InlineData("vec-ZZZZZZZZZZZZZZZZ")]
    public async Task An_unknown_media_item_is_not_found(string id)
    {
        using var response = await host.Client.GetAsync(new Uri("v1/media/" + id, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("not_found", (await SandboxHost.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_list_holds_every_item_of_a_collection_once()
    {
        var expected = (await host.AllRowsAsync("batch-abc123"))
            .Select(row => row.GetProperty("media_id").GetString())
            .Where(id => id is not null)
            .ToHashSet(StringComparer.Ordinal);
        List<string?> listed = [];
        for (var page = 1; page <= 4; page++)
        {
            var data = (await host.GetAsync($"v1/media?collection=reports-collection&page={page}&page_size=60")).GetProperty("data");
            // The example as documented names vec-abc123 a second time.
            Assert.Equal(181, data.GetProperty("pagination").GetProperty("total_items").GetInt32());
            listed.AddRange(data.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        }

        Assert.Equal(expected, listed.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_list_can_be_of_one_kind_and_grants_100_a_page()
    {
        var data = (await host.GetAsync("v1/media?media_type=model&page_size=5000&page=3")).GetProperty("data");
        Assert.Equal(100, data.GetProperty("items").GetArrayLength());
        Assert.Equal(100, data.GetProperty("pagination").GetProperty("page_size").GetInt32());
        Assert.All(data.GetProperty("items").EnumerateArray(), item => Assert.Equal("model", item.GetProperty("media_type").GetString()));
        Assert.Equal(20, (await host.GetAsync("v1/media")).GetProperty("data").GetProperty("items").GetArrayLength());
    }

    private static void AssertChunks(JsonElement data)
    {
        var chunks = data.GetProperty("content").GetProperty("chunks").EnumerateArray().ToList();
        switch (data.GetProperty("media_type").GetString())
        {
            case "document":
                Assert.NotEmpty(chunks);
                Assert.All(chunks, chunk => Assert.Equal(JsonValueKind.String, chunk.ValueKind));
                break;
            case "audio" or "video":
                Assert.NotEmpty(chunks);
                Assert.All(chunks, chunk => Assert.True(chunk.GetProperty("end").GetDouble() > chunk.GetProperty("start").GetDouble()));
                break;
            default:
                Assert.Empty(chunks);
                break;
        }
    }
}
