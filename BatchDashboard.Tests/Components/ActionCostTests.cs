using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

/// <summary>What an action costs stands beside it before it is clicked.</summary>
public sealed class ActionCostTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void An_action_says_how_many_requests_it_costs_and_how_long_they_take()
    {
        var header = Header(Views.Batch(Id) with { CopyCost = 12, RefreshCost = 1, Freshness = new Freshness(FreshnessKind.Live, Time.GetUtcNow()) });

        Assert.Equal("12 requests, about 6 s", Described(header, "Fetch all jobs"));
        Assert.Equal("1 request", Described(header, "Refresh"));
    }

    [Fact]
    public void An_action_that_does_not_fit_says_what_it_waits_for_and_until_when()
    {
        Budget.Settle(Budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 150, Time.GetUtcNow().AddMinutes(30)));

        var header = Header(Views.Batch(Id) with { CopyCost = 400, RefreshCost = 1 });

        Assert.Matches(@"^400 requests, about 3 min 20 s\s*– waits for the reset at 1 Jan 2026, 12:30, done about 1 Jan 2026, 12:32$", Described(header, "Fetch all jobs"));
        Assert.Equal("1 request", Described(header, "Refresh"));
    }

    [Fact]
    public void With_nothing_left_even_one_request_waits()
    {
        Budget.Settle(Budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 0, Time.GetUtcNow().AddMinutes(30)));

        Assert.Contains("waits for the reset", Described(Header(Views.Batch(Id) with { RefreshCost = 1 }), "Refresh"), StringComparison.Ordinal);
    }

    private IRenderedComponent<BatchHeader> Header(BatchView batch) => Render<BatchHeader>(parameters => parameters.Add(header => header.Batch, batch));

    private static string Described(IRenderedComponent<BatchHeader> header, string button)
    {
        var described = header.FindAll("button").Single(one => one.TextContent == button).GetAttribute("aria-describedby");
        return header.Find("#" + described).TextContent.Trim();
    }
}
