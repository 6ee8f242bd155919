using BatchDashboard.Components;
using BatchDashboard.Components.Layout;
using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class SearchAllTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void Without_a_text_nobody_is_asked_and_the_page_says_what_can_be_found()
    {
        var page = Page("/search");

        Assert.Empty(Results.Asked);
        Assert.Equal("Search", page.Find("h1").TextContent);
        Assert.Contains("Type a part of a file name", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_looked_for_is_the_url_and_each_result_leads_to_its_page()
    {
        Find(Found("budget") with { Jobs = [Job("old_BUDGET_7.xlsx")], Batches = [Batch("Budget reports")] });

        var page = Page("/search?q=budget");

        Assert.Equal(["search budget"], Results.Asked);
        Assert.Equal("budget", page.Find("input[type=search]").GetAttribute("value"));
        Assert.Equal("/batches/batch-abc123", page.Find(".found-batches tbody a").GetAttribute("href"));
        var row = page.Find(".found-jobs tbody tr");
        Assert.Equal(
            ["/batches/batch-abc123/jobs/job-abc456", "/batches/batch-abc123", "/batches/batch-abc123/errors/format_error"],
            row.QuerySelectorAll("a").Select(link => link.GetAttribute("href")!));
        Assert.Equal("BUDGET", row.QuerySelector("mark")!.TextContent);
        Assert.Equal("old_BUDGET_7.xlsx", row.QuerySelector("td.file a")!.TextContent);
    }

    [Fact]
    public void An_id_that_was_found_is_shown_and_marked_under_the_name()
    {
        Find(Found("job-abc456") with { Jobs = [Job("plan.pdf")] });

        var cell = Page("/search?q=job-abc456").Find("td.file");

        Assert.Equal("job-abc456", cell.QuerySelector(".under mark")!.TextContent);
        Assert.Null(cell.QuerySelector("a mark"));
    }

    [Fact]
    public void How_much_was_looked_through_and_what_was_not_is_told()
    {
        Find(Found("a") with { Jobs = [Job("a.pdf")], HasMore = true, SearchedJobs = 1_250_000, SearchedBatches = 12, IncompleteBatches = 2 });

        var page = Page("/search?q=a");

        Assert.Contains("Looked through 1,250,000 jobs of 12 batches. 2 of them are not fully copied", page.Find("header").TextContent, StringComparison.Ordinal);
        Assert.Contains("The first 1 of more.", page.Markup, StringComparison.Ordinal);
        Find(new SearchResults("b"));
        Assert.Contains("No batch is copied here yet", Page("/search?q=b").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_found_says_so_and_that_two_letters_are_little()
    {
        Assert.Contains("No batch and no job matches “nobody”.", Page("/search?q=nobody").Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("very little", Page("/search?q=nobody").Markup, StringComparison.Ordinal);
        Assert.Contains("very little", Page("/search?q=xq").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_outcome_is_said()
    {
        Find(Found("a") with { Jobs = [Job("a.pdf")], HasMore = true });
        Page("/search?q=a");

        Assert.Equal("0 batches and more than 1 job found.", Services.GetRequiredService<Announcer>().Text);
    }

    [Fact]
    public void Typing_asks_after_a_pause_and_replaces_the_url()
    {
        var page = Page("/search");

        page.Find("input[type=search]").Input("budg");
        page.Find("input[type=search]").Input("budget & co");
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(["search budget & co"], Results.Asked));
        Assert.Equal("/search?q=budget%20%26%20co", PathAndQuery);
    }

    [Fact]
    public void A_failure_is_told_and_can_be_tried_again()
    {
        Results.Search = _ => new Answer<SearchResults>(null, new Problem(ProblemKind.StorageFailed, "The database could not be read.", "Try again."));
        var page = Page("/search?q=a");
        Assert.Contains("The database could not be read.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Find(Found("a") with { Jobs = [Job("a.pdf")] });
        page.FindAll("button").Single(button => button.TextContent == "Try again").Click();

        Assert.NotEmpty(page.FindAll(".found-jobs tbody tr"));
    }

    [Fact]
    public void The_bar_leads_to_the_search_from_every_page_but_the_search()
    {
        var box = Render<SearchAllBox>(parameters => parameters.Add(shown => shown.Here, "/errors"));
        Assert.Equal("/search", box.Find("form").GetAttribute("action"));

        box.Find("input[aria-label='Search all batches']").Change(" annual report ");
        box.Find("form").Submit();

        Assert.Equal("/search?q=annual%20report", PathAndQuery);
        Assert.Empty(Render<SearchAllBox>(parameters => parameters.Add(shown => shown.Here, "/search?q=a")).Markup.Trim());
    }

    private IRenderedComponent<SearchAll> Page(string url)
    {
        Navigation.NavigateTo(url);
        return Render<SearchAll>();
    }

    private void Find(SearchResults found) => Results.Search = _ => new Answer<SearchResults>(found);

    [Fact]
    public void Of_many_batches_the_newest_are_shown_and_the_list_has_the_others()
    {
        Find(Found("rep") with { Batches = [new FoundBatch(BatchId.Parse("one"), "Reports", null, "completed", BatchState.Completed, new CompletionView(1, 0, 1, 100))], TotalBatches = 120 });
        Navigation.NavigateTo("/search?q=rep");

        var link = Render<SearchAll>().FindAll("a").Single(link => link.TextContent == "120 batches");

        Assert.Equal("/?q=rep", link.GetAttribute("href"));
    }

    private static SearchResults Found(string text) => new(text) { SearchedJobs = 200, SearchedBatches = 1 };

    private static FoundJob Job(string name) => new(Views.FailedRow(Id, 2) with { FileName = name }, "Monthly Reports Processing");

    private static FoundBatch Batch(string title) =>
        new(Id, title, "reports-collection", "completed", BatchState.Completed, new CompletionView(180, 20, 200, 90));
}
