using AngleSharp.Dom;
using BatchDashboard.Components;
using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class LookupPanelTests : PageTest
{
    private TemporaryCache? _cache;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public void Without_a_queue_there_is_nothing()
    {
        Assert.Empty(Show(null).Markup.Trim());
    }

    [Fact]
    public void Progress_says_how_many_of_how_many_what_was_not_found_and_how_long_it_takes()
    {
        var panel = Show(new LookupProgress(1000, 680, [NotFound("x"), NotFound("y"), new FailedLookup(BatchId.Parse("z"), "Wickson failed.", false)], null));

        Assert.Equal("Looking up batches", panel.Find("h2").TextContent);
        Assert.Equal("320 of 1,000, 2 not found, 1 failed, about 6 min left.", Words(panel.Find(".progress p")));
        Assert.Equal("32", panel.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
    }

    [Fact]
    public void Without_requests_it_says_until_when_it_waits()
    {
        Budget.Settle(Budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 100, Time.GetUtcNow().AddMinutes(30)));

        var panel = Show(new LookupProgress(10, 5, [], null));

        Assert.Equal("5 of 10. The requests that are left of this hour are kept for people. It goes on by itself at 1 Jan 2026, 12:30.", Words(panel.Find(".progress p")));
    }

    [Fact]
    public void What_holds_it_up_is_said_with_the_time_of_the_next_try()
    {
        var panel = Show(new LookupProgress(10, 5, [], new Problem(ProblemKind.ApiFailed, "Wickson cannot be reached.", "") { RetryAt = Time.GetUtcNow().AddMinutes(5) }));

        Assert.Equal("5 of 10. Wickson cannot be reached. It goes on by itself at 1 Jan 2026, 12:05.", Words(panel.Find(".progress p")));
    }

    [Fact]
    public void Failures_are_listed_with_their_reasons_and_hostile_text_is_text()
    {
        var panel = Show(new LookupProgress(200, 0, [.. Enumerable.Range(1, 150).Select(number => NotFound($"batch-{number}")), new FailedLookup(BatchId.Parse("z"), "<b>no</b>", false)], null));

        Assert.Equal("Look-up ended", panel.Find("h2").TextContent);
        Assert.Contains("151 batches could not be looked up", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(101, panel.FindAll("li").Count);
        Assert.Equal("batch-1 Wickson does not know this batch.", Words(panel.Find("li")));
        Assert.Equal("/batches/batch-1", panel.Find("li a").GetAttribute("href"));
        Assert.Equal("and 51 more", panel.FindAll("li")[^1].TextContent);
        Assert.Empty(panel.FindAll("[role=progressbar], li b"));
    }

    [Fact]
    public async Task Stop_removes_what_waits_and_undo_brings_it_back()
    {
        var panel = await QueueAsync("a", "b", "c");

        await Button(panel, "Stop").ClickAsync(new());
        Assert.Null(await Lookups.ProgressAsync(Token));
        Assert.Equal("Look-up stopped", panel.Find("h2").TextContent);
        Assert.Empty(panel.FindAll("[role=progressbar]"));
        panel.Render(parameters => parameters.Add(shown => shown.Value, null));

        Assert.Equal("Look-up stopped", panel.Find("h2").TextContent);
        Assert.Equal("3 batches will not be looked up.", panel.Find(".body span").TextContent);
        Assert.Equal("Stopped. 3 batches will not be looked up.", Services.GetRequiredService<Announcer>().Text);

        await Button(panel, "Undo").ClickAsync(new());
        Assert.Equal(3, (await Lookups.ProgressAsync(Token))!.Waiting);
        Assert.Empty(panel.FindAll("section"));
    }

    [Fact]
    public async Task What_failed_is_tried_again_or_dismissed()
    {
        var panel = await QueueAsync("a", "b");
        await Lookups.ReturnAsync(BatchId.Parse("a"), 1, "Wickson failed.", isNotFound: false, Token);
        await ShowAsync(panel);

        await Button(panel, "Try again").ClickAsync(new());
        Assert.Equal((2, 0), await Lookups.ProgressAsync(Token) is { } again ? (again.Waiting, again.Failed.Count) : default);

        await Lookups.ReturnAsync(BatchId.Parse("a"), 1, "Wickson failed.", isNotFound: false, Token);
        await ShowAsync(panel);
        await Button(panel, "Dismiss").ClickAsync(new());
        Assert.Equal((1, 0), await Lookups.ProgressAsync(Token) is { } left ? (left.Waiting, left.Failed.Count) : default);
        Assert.Equal("Dismissed.", Services.GetRequiredService<Announcer>().Text);
    }

    [Fact]
    public void The_end_is_announced_and_no_batch_before_it()
    {
        var panel = Show(new LookupProgress(2, 2, [], null));
        panel.Render(parameters => parameters.Add(shown => shown.Value, new LookupProgress(2, 1, [], null)));
        Assert.Empty(Services.GetRequiredService<Announcer>().Text);

        panel.Render(parameters => parameters.Add(shown => shown.Value, null));

        Assert.Equal("All batches are looked up.", Services.GetRequiredService<Announcer>().Text);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cache?.Dispose();
    }

    private static FailedLookup NotFound(string id) => new(BatchId.Parse(id), "Wickson does not know this batch.", IsNotFound: true);

    private static IElement Button(IRenderedComponent<LookupPanel> panel, string text) => panel.FindAll("button").Single(button => button.TextContent == text);

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private IRenderedComponent<LookupPanel> Show(LookupProgress? progress) => Render<LookupPanel>(parameters => parameters.Add(shown => shown.Value, progress));

    private async Task ShowAsync(IRenderedComponent<LookupPanel> panel)
    {
        var progress = await Lookups.ProgressAsync(Token);
        panel.Render(parameters => parameters.Add(shown => shown.Value, progress));
    }

    private async Task<IRenderedComponent<LookupPanel>> QueueAsync(params string[] ids)
    {
        _cache = await TemporaryCache.CreateAsync();
        Lookups = _cache.Lookups;
        Assert.Null(await Lookups.AddAsync([.. ids.Select(BatchId.Parse)], Token));
        return Show(await Lookups.ProgressAsync(Token));
    }
}
