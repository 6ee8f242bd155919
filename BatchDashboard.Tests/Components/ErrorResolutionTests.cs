using BatchDashboard.Components.Errors;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class ErrorResolutionTests : PageTest
{
    [Theory]
    [InlineData(FreshnessKind.Live, "not copied yet")]
    [InlineData(FreshnessKind.Copy, "no failed job of this batch has this name")]
    public void A_name_that_leads_nowhere_looks_so_and_says_why(FreshnessKind kind, string why)
    {
        var batch = Views.Batch(BatchId.Parse("batch-abc123")) with { Freshness = new Freshness(kind, Views.Created) };

        var list = Render<ErrorResolution>(parameters => parameters.Add(shown => shown.Batch, batch));

        var plain = list.Find("article .file > .muted");
        Assert.Equal("budget.numbers", plain.TextContent.Trim());
        Assert.Contains(why, plain.GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal("financial_data.xlsx", list.Find("article .file > a").TextContent.Trim());
    }
}
