using BatchDashboard.Components.Pages;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class AllErrorsTests : PageTest
{
    private static readonly ErrorTrendBatch Where = new(BatchId.Parse("batch-1"), "<b>Mail</b>", 3, new JobQuery { ErrorCodes = ["format_error"] });

    [Fact]
    public void Types_lead_to_their_groups_and_batches_to_their_jobs_and_what_is_new_or_gone_is_told()
    {
        Results.Trends = query => new(new ErrorTrends(
            query,
            ["mail"],
            2,
            [new ErrorTrend("format_error", 3, 0, [Where])],
            [new ErrorTrend("quota_exceeded", 0, 7, [])],
            [new ErrorDay(new DateOnly(2026, 1, 1), [new NamedCount("format_error", 3)])]));
        Navigation.NavigateTo("/errors?days=7&collection=mail");

        var page = Render<AllErrors>();

        Assert.Contains("new", page.Find(".mark").TextContent, StringComparison.Ordinal);
        Assert.Contains("Gone since the period before: quota_exceeded (7).", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/errors?days=7&collection=mail&error=format_error", page.Find("td.what a").GetAttribute("href"));
        Assert.Equal("/batches/batch-1?error=format_error#jobs", page.Find("td.where a").GetAttribute("href"));
        Assert.Equal("<b>Mail</b>", page.Find("td.where a").TextContent);
        page.Find("select").Change("30");
        Assert.Equal("/errors?days=30&collection=mail", PathAndQuery);
    }

    [Theory]
    [InlineData("/errors", "No failure is known. Only batches that this dashboard was shown are counted.")]
    [InlineData("/errors?days=7", "No failure is known in this period and collection.")]
    public void Nothing_is_told_in_words(string url, string words)
    {
        Navigation.NavigateTo(url);

        Assert.Contains(words, Render<AllErrors>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_of_a_type_are_chosen_by_a_key_and_closed_again()
    {
        Results.Trends = query => new(new ErrorTrends(query, [], 1, [new ErrorTrend("format_error", 3, null, [Where])], [], [])
        {
            Groups = new ErrorTrendGroups([new ErrorTrend("Line ‹n›", 3, null, [Where]), new ErrorTrend(null, 1, null, [])], [], ["format"], 5, 0),
        });
        Navigation.NavigateTo("/errors?error=format_error");

        var page = Render<AllErrors>();

        Assert.Contains("Line ‹n›", page.Markup, StringComparison.Ordinal);
        Assert.Contains("(no message)", page.Markup, StringComparison.Ordinal);
        Assert.Contains("5 files of batches that are not wholly copied here can only be counted.", page.Markup, StringComparison.Ordinal);
        page.Find(".by select").Change("format");
        Assert.Equal("/errors?error=format_error&by=format", PathAndQuery);
        Assert.Equal("/errors", page.Find(".by a").GetAttribute("href")!.Split('?')[0]);
    }
}
