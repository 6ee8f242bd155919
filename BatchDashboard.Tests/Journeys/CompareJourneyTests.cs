using System.Text;
using BatchDashboard.Import;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>What did the second try fix? From one batch to the comparison with another, and to its files.</summary>
public sealed class CompareJourneyTests(Chromium chromium) : Journey(chromium)
{
    [Fact]
    public async Task A_batch_is_compared_with_the_next_one_and_the_fixed_files_are_saved()
    {
        await ImportAsync();
        await GoAsync("/batches/batch-abc123");
        await Link("Compare").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Compare");
        await Expect(Region("Left").GetByRole(AriaRole.Alert)).ToContainTextAsync("Only 50 of 200 jobs");
        await Expect(Region("Left").GetByRole(AriaRole.Button, new() { Name = "Fetch all jobs" })).ToHaveAccessibleDescriptionAsync(Pattern(@"^\d+ request"));
        await Region("Left").GetByRole(AriaRole.Button, new() { Name = "Fetch all jobs" }).ClickAsync();
        await Expect(Region("Left").GetByText("complete")).ToBeVisibleAsync();

        await Link("Corrected reports").ClickAsync();

        await ExpectPage().ToHaveURLAsync(Pattern(@"/compare\?left=batch-abc123&right=batch-second$"));
        await Expect(Table("Files").Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(Table("Files")).ToContainTextAsync("financial_data.xlsx");
        await Expect(Table("Files")).ToContainTextAsync("as financial_data.pdf");
        await Region("Files").Locator("details[data-menu] > summary").ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByTitle("as CSV", new() { Exact = false }).First.ClickAsync());
        Assert.StartsWith("batch-abc123_batch-second_fixed_", download.SuggestedFilename, StringComparison.Ordinal);
        await Page.Keyboard.PressAsync("Escape");

        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Lists" }).GetByText("Only left").ClickAsync();
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search files" }).FillAsync("whiteboard");
        await ExpectPage().ToHaveURLAsync(Pattern(@"list=only-left&q=whiteboard$"));
        await Expect(Table("Files").Locator("tbody tr").First).ToContainTextAsync("whiteboard");
        await Page.GoBackAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"list=only-left$"));
    }

    [Fact]
    public async Task A_page_that_is_opened_by_its_address_offers_batches_to_choose_from()
    {
        await GoAsync("/compare");
        await Expect(Page.Locator(".offered a").First).ToBeVisibleAsync();
        await GoAsync("/compare?left=batch-abc123");

        await Expect(Page.GetByText("Or compare with one of these:")).ToBeVisibleAsync();
    }

    private async Task ImportAsync()
    {
        const string Second = """
            {"data":{"batch_summary":{"batch_id":"batch-second","batch_name":"Corrected reports","collection":"reports-collection","status":"completed"},
            "job_results":[{"job_id":"s1","filename":"financial_data.pdf","status":"succeeded"},{"job_id":"s2","filename":"q4_summary.pdf","status":"failed"}]}}
            """;
        var report = await Service<ResultsImport>().ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(Second)), "second.json", Cancellation);
        Assert.Null(report.Problem);
    }
}
