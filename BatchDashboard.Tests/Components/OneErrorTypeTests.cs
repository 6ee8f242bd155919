using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class OneErrorTypeTests : PageTest
{
    [Theory]
    [InlineData(5000, true)]
    [InlineData(null, false)]
    public void Details_that_are_counted_over_a_part_say_so(int? most, bool isTold)
    {
        Results.ErrorGroup = (id, type, page) => new Answer<ErrorGroupDetail>(
            Views.ErrorGroup(id, type, page) with { Details = [new DetailFacet("format", [new NamedCount(".xlsx", 7)])], DetailsOf = most });

        var page = Render<OneErrorType>(parameters => parameters.Add(shown => shown.BatchIdText, "batch-abc123").Add(shown => shown.ErrorTypeText, "format_error"));

        Assert.Equal(isTold, page.Markup.Contains("counted over the first 5,000 files", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_that_no_file_has_is_not_made_a_heading()
    {
        Results.ErrorGroup = (_, _, _) => new Answer<ErrorGroupDetail>(null, new Problem(ProblemKind.NotFound, "No file failed so.", "See the batch."));

        var page = Render<OneErrorType>(parameters => parameters
            .Add(shown => shown.BatchIdText, "batch-abc123")
            .Add(shown => shown.ErrorTypeText, new string('a', 4000)));

        Assert.Equal("No such error", page.Find("h1").TextContent);
        Assert.Equal("/batches/batch-abc123", page.Find("a.button").GetAttribute("href"));
    }
}
