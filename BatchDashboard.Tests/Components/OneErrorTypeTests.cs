using BatchDashboard.Components.Pages;
using BatchDashboard.Queries;
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
    public void A_detail_that_only_repeats_the_endings_of_the_names_is_not_told_twice()
    {
        Results.ErrorGroup = (id, type, page) => new Answer<ErrorGroupDetail>(Views.ErrorGroup(id, type, page) with
        {
            Details = [new DetailFacet("format", [new("xlsx", 8), new("NUMBERS", 4)]), new DetailFacet("found_format", [new(".xlsx", 12)])],
        });

        Assert.Equal(["Formats", "Sizes", "Messages", "found_format"], Page().FindAll("section:has(h2) .facts dt").Select(name => name.TextContent).SkipWhile(name => name != "Formats"));
    }

    [Theory]
    [InlineData(null, 1, 0, false)]
    [InlineData(null, 2, 0, true)]
    [InlineData(null, 1, 3, true)]
    [InlineData("format", 1, 0, true)]
    public void One_group_of_all_files_is_a_sentence_and_no_table(string? by, int groups, int others, bool isTable)
    {
        Results.FailureGroups = (_, _, _) => new Answer<FailureGroupsView>(new FailureGroupsView(
            by, 12, [.. Enumerable.Range(0, groups).Select(index => new FailureGroupView($"pattern {index}", 6, 0.5, JobQuery.Default))], (others, others), ["format"]));

        var page = Page();

        Assert.Equal(isTable ? 1 : 0, page.FindAll(".failure-groups").Count);
        Assert.Equal("Message pattern", page.Find(".by option").TextContent);
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

    private IRenderedComponent<OneErrorType> Page() => Render<OneErrorType>(parameters => parameters
        .Add(shown => shown.BatchIdText, "batch-abc123")
        .Add(shown => shown.ErrorTypeText, "format_error"));
}
