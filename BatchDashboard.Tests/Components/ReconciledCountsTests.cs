using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class ReconciledCountsTests : PageTest
{
    [Fact]
    public void Without_numbers_to_compare_there_is_nothing() => Assert.Empty(Compared().Markup.Trim());

    [Fact]
    public void When_all_agree_it_is_one_calm_line()
    {
        var compared = Compared(new("Summary", "Jobs", 200, 200), new("Error code", "format_error", 12, 12));

        Assert.Equal("API and copy compared All 2 numbers agree", compared.Find("summary").TextContent);
        Assert.False(compared.Find("details").HasAttribute("open"));
        Assert.Null(compared.Find(".outcome").GetAttribute("data-tone"));
    }

    [Fact]
    public void What_differs_says_by_how_much_and_in_which_direction()
    {
        var compared = Compared(
            new("Summary", "Failed", 23, 20), new("Media type", "image", 30, 1031), new("Summary", "Jobs", 200, 200),
            new("Error code", "timeout_error", null, 3), new("Summary", "Created media items", 180, null));

        Assert.EndsWith("2 of 5 numbers differ", compared.Find("summary").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            [
                "Summary Failed 23 20 3 fewer copied",
                "Media type image 30 1,031 1,001 more copied",
                "Summary Jobs 200 200 agrees",
                "Error code timeout_error – 3 only in the copy",
                "Summary Created media items 180 – only announced",
            ],
            compared.FindAll("tbody tr").Select(row => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.TextContent))));
    }

    [Fact]
    public void A_name_from_the_api_is_text()
    {
        var compared = Compared(new ReconciledCount("Error code", "<b>x</b>\u202E", 1, 1));

        Assert.Empty(compared.FindAll("b"));
        Assert.Equal("<b>x</b>\uFFFD", compared.Find("bdi").TextContent);
        Assert.EndsWith("The one number agrees", compared.Find("summary").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ReconciledCounts> Compared(params ReconciledCount[] counts) =>
        Render<ReconciledCounts>(parameters => parameters.Add(shown => shown.Counts, counts));
}
