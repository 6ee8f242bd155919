using AngleSharp.Dom;
using BatchDashboard.Components;
using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class OpenBatchBoxTests : PageTest
{
    private TemporaryCache? _cache;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_id_is_opened_at_once()
    {
        var box = Render<OpenBatchBox>();

        await OpenAsync(box, " \"batch-1\",\n");

        Assert.Equal(["open batch-1"], Results.Asked);
        Assert.Equal("/batches/batch-1", PathAndQuery);
    }

    [Fact]
    public async Task An_id_that_nobody_knows_stays_in_the_box_to_be_corrected()
    {
        Results.Open = id => new OpenedBatch(id, new Problem(ProblemKind.NotFound, "Nobody knows it.", "Check it."));
        var box = Render<OpenBatchBox>();

        await OpenAsync(box, "batch-abc132");

        Assert.Equal("batch-abc132", Text(box));
        Assert.Contains("Nobody knows it.", box.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ,; ", "Type or paste a batch ID")]
    [InlineData("<b>no</b>", "“<b>no</b>” cannot be a batch id.")]
    [InlineData("a/b c/d \u202Ee/f g/h", "4 entries cannot be batch IDs: “a/b”, “c/d”, “e/f” and 1 more.")]
    public async Task A_text_without_an_id_is_answered_in_words_and_stays(string text, string sentence)
    {
        var box = Render<OpenBatchBox>();

        await OpenAsync(box, text);

        Assert.Contains(sentence, box.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(box.FindAll("[role=alert] b"));
        Assert.Equal(text, Text(box));
        Assert.Empty(Results.Asked);
    }

    [Fact]
    public async Task Several_ids_are_looked_up_after_a_preview_of_what_that_costs()
    {
        var box = await BoxAsync("here-1", "here-2");
        Budget.Settle(Budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 640, Time.GetUtcNow().AddMinutes(30)));

        await OpenAsync(box, $"here-1 here-2 {string.Join(' ', Enumerable.Range(1, 998).Select(number => $"new-{number}"))} new-7 not/one");

        var preview = Words(box.Find(".preview"));
        Assert.StartsWith("1,000 batches: 998 are new, 2 are already here.", preview, StringComparison.Ordinal);
        Assert.Contains("Looking up the new batches takes 998 requests and about 34 min. 640 of this hour’s 1,000 requests are left, and the last 100 are kept for people.", preview, StringComparison.Ordinal);
        Assert.Contains("new-7 was pasted more than once and counts once.", preview, StringComparison.Ordinal);
        Assert.Contains("“not/one” cannot be a batch id.", preview, StringComparison.Ordinal);
        Assert.Equal(["/batches/here-1", "/batches/here-2"], box.FindAll(".here a").Select(link => link.GetAttribute("href")));
        Assert.Null(await Lookups.ProgressAsync(Token));
        Assert.Empty(Results.Asked);

        await box.Find(".preview .primary").ClickAsync(new());

        Assert.Empty(box.FindAll(".preview"));
        Assert.Equal("not/one", Text(box));
        Assert.Equal(998, (await Lookups.ProgressAsync(Token))!.Waiting);
        Assert.Equal("Looking up 998 batches.", Services.GetRequiredService<Announcer>().Text);
    }

    [Fact]
    public async Task A_preview_that_is_cancelled_queues_nothing_and_leaves_the_text()
    {
        var box = await BoxAsync();
        await OpenAsync(box, "a b");
        Assert.Contains("Looking up the new batches takes 2 requests and about 1 s. 1,000 of this hour’s 1,000 requests are left.", Words(box.Find(".preview")), StringComparison.Ordinal);

        await Button(box, "Cancel").ClickAsync(new());

        Assert.Empty(box.FindAll(".preview"));
        Assert.Equal("a b", Text(box));
        Assert.Null(await Lookups.ProgressAsync(Token));
    }

    [Fact]
    public async Task What_is_here_already_costs_nothing()
    {
        var box = await BoxAsync("a", "b");

        await OpenAsync(box, "a b");

        Assert.Equal("All 2 batches are already here.", box.Find(".preview h2").TextContent);
        Assert.Equal(["Close"], box.FindAll(".preview button").Select(button => button.TextContent));
    }

    [Fact]
    public async Task Saved_results_alone_cannot_be_looked_up_and_that_is_said()
    {
        Results.Mode = SourceMode.Cache;
        var box = await BoxAsync("a");

        await OpenAsync(box, "a b");

        Assert.Contains("This dashboard shows saved results only, so it cannot look up the new ones.", Words(box.Find(".preview")), StringComparison.Ordinal);
        Assert.Equal(["Close"], box.FindAll(".preview button").Select(button => button.TextContent));
    }

    [Fact]
    public async Task More_than_ten_thousand_ids_stay_in_the_box_for_later()
    {
        var box = await BoxAsync();

        await OpenAsync(box, string.Join('\n', Enumerable.Range(1, 10_002).Select(number => $"batch-{number}")));

        Assert.Contains("10,000 is the most at once: 2 more IDs stay in the box for later.", Words(box.Find(".preview")), StringComparison.Ordinal);
        await box.Find(".preview .primary").ClickAsync(new());
        Assert.Equal("batch-10001 batch-10002", Text(box));
        Assert.Equal(10_000, (await Lookups.ProgressAsync(Token))!.Total);
    }

    [Fact]
    public async Task A_text_that_fills_the_box_may_have_been_cut_off_and_that_is_said()
    {
        var box = await BoxAsync();

        await OpenAsync(box, ("a b " + new string('c', 300_000))[..300_000]);

        Assert.Contains("The box is full with 300,000 characters: the last ID may be cut off", Words(box.Find(".preview")), StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cache?.Dispose();
    }

    private static IElement Button(IRenderedComponent<OpenBatchBox> box, string text) => box.FindAll("button").Single(button => button.TextContent == text);

    private static string? Text(IRenderedComponent<OpenBatchBox> box) => box.Find("#batch-id").GetAttribute("value");

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static async Task OpenAsync(IRenderedComponent<OpenBatchBox> box, string ids)
    {
        await box.Find("input").ChangeAsync(new() { Value = ids });
        await box.Find("form").SubmitAsync();
    }

    private async Task<IRenderedComponent<OpenBatchBox>> BoxAsync(params string[] known)
    {
        _cache = await TemporaryCache.CreateAsync();
        Lookups = _cache.Lookups;
        foreach (var id in known)
        {
            await _cache.WriteAsync(id, Pages.Body("""{"success":true,"data":{"batch_summary":{"status":"completed"},"job_results":[]}}"""));
        }

        return Render<OpenBatchBox>();
    }
}
