using BatchDashboard.Components.Layout;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class BudgetMeterTests : PageTest
{
    [Fact]
    public void It_is_a_meter_with_a_name_numbers_and_a_text()
    {
        Learn(new RateAnswer(1000, 812, Time.GetUtcNow().AddMinutes(42)));

        var meter = Render<BudgetMeter>().Find("[role=meter]");

        Assert.Equal("Request budget", meter.GetAttribute("aria-label"));
        Assert.Equal(("0", "1000", "812"), (meter.GetAttribute("aria-valuemin"), meter.GetAttribute("aria-valuemax"), meter.GetAttribute("aria-valuenow")));
        Assert.Equal("812 of 1,000 requests left", meter.GetAttribute("aria-valuetext"));
    }

    [Fact]
    public void Its_details_say_when_it_resets_and_what_the_requests_went_into()
    {
        Budget.Settle(Budget.Take(RequestPurpose.Status), new RateAnswer());
        Learn(new RateAnswer(1000, 812, Time.GetUtcNow().AddMinutes(42)));

        var details = Render<BudgetMeter>().Find("details").TextContent;

        Assert.Contains("in 42 minutes, 1 Jan 2026, 12:42", details, StringComparison.Ordinal);
        Assert.Contains("As Wickson counts", details, StringComparison.Ordinal);
        Assert.Equal(["812 of 1,000", "1 spent", "1 spent", "0 spent"], Figures());
    }

    [Theory]
    [InlineData(101, "plenty", null)]
    [InlineData(100, "short", "Copies wait for the reset")]
    [InlineData(0, "none", "Nothing is left")]
    public void It_is_calm_while_there_is_plenty_and_warns_within_the_reserve(int left, string tone, string? warning)
    {
        Learn(new RateAnswer(1000, left, Time.GetUtcNow().AddMinutes(42)));

        var meter = Render<BudgetMeter>();

        Assert.Equal(tone, meter.Find(".budget").GetAttribute("data-tone"));
        Assert.Equal(warning is null ? 0 : 1, meter.FindAll(".warning").Count);
        Assert.Contains(warning ?? "", meter.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_are_shown_together_once_a_second()
    {
        var meter = Render<BudgetMeter>();
        var drawn = meter.RenderCount;
        for (var request = 0; request < 50; request++)
        {
            Budget.Settle(Budget.Take(RequestPurpose.Sync), new RateAnswer());
        }

        Assert.Equal(drawn, meter.RenderCount);
        Time.Advance(TimeSpan.FromSeconds(1));

        meter.WaitForAssertion(() => Assert.Equal("950", meter.Find("[role=meter]").GetAttribute("aria-valuenow")));
        Assert.Equal(drawn + 1, meter.RenderCount);
    }

    [Fact]
    public async Task One_that_is_gone_follows_nothing_any_more()
    {
        var meter = Render<BudgetMeter>();
        var drawn = meter.RenderCount;
        await DisposeComponentsAsync();

        Budget.Settle(Budget.Take(RequestPurpose.Sync), new RateAnswer());
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(drawn, meter.RenderCount);
    }

    private List<string> Figures() => [.. Render<BudgetMeter>().FindAll("dd").Select(figure => figure.TextContent.Trim()).Where(text => !text.StartsWith("in ", StringComparison.Ordinal))];

    private void Learn(RateAnswer answer) => Budget.Settle(Budget.Take(RequestPurpose.Interactive), answer);
}
