using BatchDashboard.Components;
using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Display;
using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class CopyProgressTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void A_copy_tells_its_pace_what_it_cost_and_when_it_ends()
    {
        var line = Line(Copying(212_000) with { Pace = new CopyPace(21, 41_234.5, Time.GetUtcNow().AddSeconds(18.2)) });

        Assert.Equal("Copying 212,000 of 1,000,000 · 41,000 jobs/s · 21 requests · about 20 s left", Text(line));
        Assert.Equal("Copied", line.Find("[role=progressbar]").GetAttribute("aria-label"));
    }

    [Fact]
    public void What_is_not_known_yet_is_left_out()
    {
        Assert.Equal("Copying 0 of 1,000,000", Text(Line(Copying(0))));
        Assert.Equal("Copying 0 of 1,000,000 · 1 request", Text(Line(Copying(0) with { Pace = new CopyPace(1, null, null) })));
    }

    [Fact]
    public void When_all_is_here_the_copy_is_finishing() =>
        Assert.Equal(
            "Finishing: all 1,000,000 jobs are here and are being put in order",
            Text(Line(Copying(1_000_000) with { Pace = new CopyPace(1000, 41_000, null) })));

    [Fact]
    public void A_copy_that_waits_says_why_until_when_and_that_it_goes_on_by_itself()
    {
        var line = Line(Copying(400_000) with
        {
            Waiting = new Problem(ProblemKind.RateLimited, "The hour's requests are spent.", "Wait.") { RetryAt = Time.GetUtcNow().AddMinutes(12) },
        });

        Assert.Equal(
            "Waiting, 400,000 of 1,000,000. The hour's requests are spent. It goes on by itself at 1 Jan 2026, 12:12 (12 minutes from now).",
            Text(line));
    }

    [Theory]
    [InlineData(0.2, "about 1 s left")]
    [InlineData(7.3, "about 8 s left")]
    [InlineData(18.2, "about 20 s left")]
    [InlineData(58, "about 1 min left")]
    [InlineData(170, "about 3 min left")]
    [InlineData(3599, "about 1 h 0 min left")]
    [InlineData(4100, "about 1 h 10 min left")]
    [InlineData(-30, "about 1 s left")]
    public void The_time_left_is_no_finer_than_a_guess_can_be(double seconds, string text) =>
        Assert.Equal(text, Readable.TimeLeft(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.4, "less than 1 job/s")]
    [InlineData(731.6, "732 jobs/s")]
    [InlineData(9_949, "9,900 jobs/s")]
    [InlineData(123_456, "120,000 jobs/s")]
    [InlineData(double.NaN, "")]
    [InlineData(double.PositiveInfinity, "")]
    public void A_pace_has_two_figures_once_it_is_large(double speed, string text) =>
        Assert.Equal(text, CopyWords.InShort(Copying(1) with { Pace = new CopyPace(1, speed, null) }, Time.GetUtcNow()));

    [Fact]
    public void The_list_tells_the_pace_under_the_share()
    {
        var row = Render<BatchTableRow>(parameters => parameters.Add(shown => shown.Item, new BatchListItem
        {
            Id = Id,
            Status = "completed",
            State = BatchState.Completed,
            Completion = new CompletionView(999_000, 1000, 1_000_000, 99.9),
            Freshness = Copying(212_000) with { Pace = new CopyPace(21, 41_000, Time.GetUtcNow().AddSeconds(20)) },
        }));

        var cell = row.Find("td:last-child");
        Assert.Equal("Copying, 21.2 %", cell.QuerySelector(".copying")!.TextContent);
        Assert.Equal("41,000 jobs/s · about 20 s left", cell.QuerySelector(".under")!.TextContent);
    }

    [Fact]
    public async Task Who_listens_hears_of_a_copy_now_and_then_and_of_a_turn_at_once()
    {
        var freshness = Copying(1000);
        Results.Batch = (id, query) => Task.FromResult(new Answer<BatchPage>(
            new BatchPage(Views.Batch(id) with { Freshness = freshness }, Views.Jobs(id, query))));
        var page = Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, Id.Value));
        var said = new List<string>();
        var announcer = Services.GetRequiredService<Announcer>();
        announcer.Changed += (_, _) => said.Add(announcer.Text);

        async Task GoAsync(Freshness now, TimeSpan after)
        {
            freshness = now;
            var asked = Results.Asked.Count;
            Time.Advance(after);
            // When this returns, the page waits for its pause to pass.
            await page.InvokeAsync(() => Results.Change(Id));
            Time.Advance(TimeSpan.FromSeconds(1));
            page.WaitForAssertion(() => Assert.Equal(asked + 1, Results.Asked.Count));
        }

        Assert.Equal("Copying 1,000 of 1,000,000 jobs.", announcer.Text);
        await GoAsync(Copying(2000), TimeSpan.Zero);
        await GoAsync(Copying(3000), TimeSpan.FromSeconds(2));
        Assert.Empty(said);
        await GoAsync(Copying(90_000), TimeSpan.FromSeconds(20));
        await GoAsync(Copying(1_000_000) with { Pace = new CopyPace(1000, 41_000, null) }, TimeSpan.Zero);

        page.WaitForAssertion(() => Assert.Equal(["Copying 90,000 of 1,000,000 jobs.", "Finishing the copy."], said));
    }

    private Freshness Copying(long copied) => new(FreshnessKind.Copying, Time.GetUtcNow()) { Jobs = new Portion(copied, 1_000_000) };

    private IRenderedComponent<FreshnessLine> Line(Freshness value) => Render<FreshnessLine>(parameters => parameters.Add(line => line.Value, value));

    private static string Text(IRenderedComponent<FreshnessLine> line) =>
        line.Find(".freshness > span").TextContent.Trim();
}
