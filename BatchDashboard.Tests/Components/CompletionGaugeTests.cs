using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class CompletionGaugeTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void It_is_a_meter_with_the_percent_and_a_text()
    {
        var meter = Gauge(new CompletionView(180, 20, 200, 90)).Find("[role=meter]");

        Assert.Equal("Completion", meter.GetAttribute("aria-label"));
        Assert.Equal("0", meter.GetAttribute("aria-valuemin"));
        Assert.Equal("100", meter.GetAttribute("aria-valuemax"));
        Assert.Equal("90", meter.GetAttribute("aria-valuenow"));
        Assert.Equal("180 of 200 succeeded", meter.GetAttribute("aria-valuetext"));
        Assert.Contains("90 %", meter.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void One_failure_among_a_million_is_not_rounded_away()
    {
        var gauge = Gauge(new CompletionView(999_999, 1, 1_000_000, 99.9999));

        Assert.Contains("99.9 %", gauge.Markup, StringComparison.Ordinal);
        Assert.Equal("99.9", gauge.Find("[role=meter]").GetAttribute("aria-valuenow"));
        Assert.Equal("99 1000", gauge.Find("path.succeeded").GetAttribute("stroke-dasharray"));
        Assert.Equal("100 1000", gauge.Find("path.failed").GetAttribute("stroke-dasharray"));
    }

    [Fact]
    public void More_than_all_is_not_told_as_a_part_of_it() => Assert.Equal(
        "120 succeeded; the API counts 119 files in all",
        Gauge(new CompletionView(120, 3, 119, 100)).Find("[role=meter]").GetAttribute("aria-valuetext"));

    [Fact]
    public void An_empty_batch_has_no_percent_and_says_so()
    {
        var gauge = Gauge(new CompletionView(0, 0, 0, null));

        Assert.Equal("0", gauge.Find("[role=meter]").GetAttribute("aria-valuenow"));
        Assert.Contains("No files in this batch", gauge.Markup, StringComparison.Ordinal);
        Assert.Empty(gauge.FindAll("path.succeeded"));
    }

    [Fact]
    public void Files_without_an_outcome_are_still_running()
    {
        Assert.Contains("still running", Gauge(new CompletionView(10, 5, 40, 25)).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("still running", Gauge(new CompletionView(35, 5, 40, 87.5)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_batch_that_ended_nothing_is_still_running()
    {
        var gauge = Render<CompletionGauge>(parameters => parameters
            .Add(shown => shown.Batch, Id).Add(shown => shown.Value, new CompletionView(10, 5, 40, 25)).Add(shown => shown.IsFinal, true));

        Assert.Contains("without an outcome", gauge.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("still running", gauge.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5.0, "0")]
    [InlineData(250.0, "100")]
    public void A_percent_out_of_range_stays_on_the_dial(double percent, string shown) =>
        Assert.Equal(shown, Gauge(new CompletionView(1, 1, 2, percent)).Find("[role=meter]").GetAttribute("aria-valuenow"));

    [Fact]
    public void Its_counts_lead_to_the_files_that_they_count()
    {
        var links = Gauge(new CompletionView(180, 20, 200, 90)).FindAll("a");

        Assert.Equal("/batches/batch-abc123?status=succeeded#jobs", links[0].GetAttribute("href"));
        Assert.Equal("/batches/batch-abc123?status=failed#jobs", links[1].GetAttribute("href"));
    }

    private IRenderedComponent<CompletionGauge> Gauge(CompletionView value) =>
        Render<CompletionGauge>(parameters => parameters.Add(gauge => gauge.Batch, Id).Add(gauge => gauge.Value, value));
}
