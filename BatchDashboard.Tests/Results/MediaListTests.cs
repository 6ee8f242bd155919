using System.Net;
using System.Text.Json;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Results;

/// <summary>The media of a collection, over real HTTP from the API to the page.</summary>
public sealed class MediaListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collection_lists_its_media_page_by_page_and_by_type()
    {
        await using var app = await RunningApp.StartAsync(Token);

        var first = await TextAsync(app, "/media?collection=reports-collection");
        var images = await TextAsync(app, "/media?collection=reports-collection&type=image&pageSize=50");
        var third = await TextAsync(app, "/media?collection=reports-collection&page=3");

        Assert.Contains("1–20 of 181", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/media/vec-abc123\"", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/?collection=reports-collection\"", first, StringComparison.Ordinal);
        Assert.Matches("<code>req_[0-9a-f]{8}</code>", first);
        Assert.Contains("1–27 of 27", images, StringComparison.Ordinal);
        Assert.Contains("href=\"/media/vec-ghi789\"", images, StringComparison.Ordinal);
        Assert.Contains("41–60 of 181", third, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/media/vec-abc123\"", third, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?collection=reports-collection&page=99999", "There are 10 pages: this is the last.", "181–181 of 181")]
    [InlineData("?collection=no-such-collection", "no media item in this collection", "Batches of this collection")]
    [InlineData("?collection=reports-collection&type=hologram", "no media item of this type", "Hologram")]
    [InlineData("?collection=reports-collection&page=-1&pageSize=7", "“-1” is not a page number", "“7” is not a value of “pageSize”")]
    [InlineData("?collection=%00", "A value of “collection” has the character %00", "All collections")]
    [InlineData("?collection=a&collection=reports-collection&type=", "1–20 of 181", "“collection” can be given only once")]
    [InlineData("?collection=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE", "<script>alert(1)</script>\uFFFD", "no media item in this collection")]
    public async Task Whatever_stands_in_the_address_is_answered_in_words(string query, string words, string others)
    {
        await using var app = await RunningApp.StartAsync(Token);
        var (status, markup) = await app.PageAsync("/media" + query, Token);
        var page = WebUtility.HtmlDecode(markup);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains(others, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_of_4000_characters_is_left_out_with_a_sentence()
    {
        var (query, notices) = MediaListQuery.Parse("?collection=" + new string('x', 4000) + "&type=image");

        Assert.Equal(new MediaListQuery { MediaType = "image" }, query);
        Assert.Single(notices);
    }

    [Theory]
    [InlineData("500", "processing_error")]
    [InlineData("429", "Wait until requests are allowed again")]
    [InlineData("html", "Try again")]
    public async Task When_the_API_fails_the_page_says_so_and_leads_to_the_batches(string fault, string words)
    {
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Wickson:RetryDelay=00:00:00.001"]);
        app.Services.GetRequiredService<SandboxFaults>().Active = fault;

        var page = await TextAsync(app, "/media?collection=reports-collection");

        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("href=\"/?collection=reports-collection\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_API_the_page_says_that_the_list_comes_from_there()
    {
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source=Cache"]);

        var page = await TextAsync(app, "/media?collection=reports-collection");

        Assert.Contains("comes from the API", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/?collection=reports-collection\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"items":null,"pagination":null}""", "The API lists no media item")]
    [InlineData("""{"items":"none"}""", "Wickson's answer has no list of media items.")]
    [InlineData("""{"items":[],"pagination":{"page":1,"page_size":20,"total_items":1000}}""", "The API counts 1,000 media items here, but sent none for this page.")]
    [InlineData("""{"items":[null,7,{},{"id":null,"file_info":[]},{"id":"../etc","media_type":5,"file_info":{"filename":"<b>.pdf","size_bytes":-1},"storage":"?"}]}""", "1–5 of 5")]
    [InlineData("""{"items":[{"id":"vec-1"}],"pagination":{"page":1,"page_size":1,"total_items":3}}""", "Wickson gives at most 1 item a page")]
    public async Task Items_of_any_shape_are_shown_as_far_as_they_can_be(string data, string words)
    {
        await using var api = await ApiServer.StartAsync();
        api.Intercept = async context =>
        {
            if (context.Request.Path.Value?.EndsWith("/v1/media", StringComparison.Ordinal) != true)
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"success":true,"data":{{data}}}""", Token);
            return true;
        };
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={api.BaseUrl}"]);

        var page = await TextAsync(app, "/media");

        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/media/..", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10000, 10000, 100, "Wickson sent 10,000 items for one page: these are the first 100.")]
    [InlineData(10000, 20, 100, "Wickson sent 10,000 items for one page: these are the first 100.")]
    [InlineData(50, 50, 50, null)]
    public void A_page_stays_one_however_many_items_are_sent(int sent, int counted, int shown, string? notice)
    {
        var items = string.Join(',', Enumerable.Range(1, sent).Select(item => $$"""{"id":"vec-{{item}}"}"""));
        var body = JsonElement.Parse($$"""{"data":{"items":[{{items}}],"pagination":{"page":1,"page_size":20,"total_items":{{counted}} } } }""").Deserialize(WicksonJson.Default.MediaListBody)!;

        var view = MediaListView.Of(new MediaListQuery(), body);

        Assert.Equal((shown, 1L, (long)shown, (long)sent), (view.Items.Count, view.First, view.Last, view.Total));
        Assert.Equal(notice is null ? [] : [notice], view.Notices);
    }

    private static async Task<string> TextAsync(RunningApp app, string path) => WebUtility.HtmlDecode((await app.PageAsync(path, Token)).Html);
}
