using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>A file is looked for when nobody remembers its batch, and a page of many is gone to at once.</summary>
public sealed class SearchJourneyTests(Chromium chromium) : Journey(chromium)
{
    private ILocator Box => Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search all batches" });

    private ILocator Found => Table("Found jobs").Locator("tbody tr");

    [Fact]
    public async Task A_file_is_found_from_any_page_and_leads_to_its_job()
    {
        await CopySampleAsync();
        await GoAsync("/errors");
        await Box.FillAsync("Financial_Data");
        await Box.PressAsync("Enter");

        await Expect(Heading).ToHaveTextAsync("Search");
        await ExpectPage().ToHaveURLAsync(Pattern(@"/search\?q=Financial_Data$"));
        var row = Found.Filter(new() { HasText = "Monthly Reports Processing" }).First;
        await Expect(row.Locator("mark")).ToHaveTextAsync("financial_data");
        await Expect(row).ToContainTextAsync("format_error");
        await row.GetByRole(AriaRole.Link, new() { Name = "financial_data.xlsx" }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("financial_data.xlsx");

        await Page.GoBackAsync();
        await Expect(Box).ToHaveValueAsync("Financial_Data");
    }

    [Fact]
    public async Task Typing_finds_as_it_goes_and_what_nobody_has_is_said()
    {
        await CopySampleAsync();
        await GoAsync("/search");
        await Box.PressSequentiallyAsync("corrupted_report");
        await Expect(Found.First).ToContainTextAsync("corrupted_report.pdf");
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?q=corrupted_report$"));
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = Pattern("jobs? found") })).ToHaveCountAsync(1);

        await Box.FillAsync("<script>nobody</script>");
        await Expect(Page.GetByText("No batch and no job matches “<script>nobody</script>”.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_search_is_a_link_that_another_operator_opens_before_any_script_has_run()
    {
        await CopySampleAsync();

        var html = await App.Client.GetStringAsync("/search?q=financial_data", Cancellation);

        Assert.Contains("<mark", html, StringComparison.Ordinal);
        Assert.Contains("/batches/batch-abc123/jobs/job-abc456", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_phone_the_box_is_a_link_to_the_search()
    {
        await Page.SetViewportSizeAsync(390, 844);
        await GoAsync("/");
        await Expect(Box).ToBeHiddenAsync();
        await Link("Search all batches").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Search");
        await Expect(Box).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_is_gone_to_by_its_number()
    {
        await GoAsync("/batches/batch-100k");
        var number = Page.GetByRole(AriaRole.Spinbutton, new() { Name = "Page" });
        await Expect(number).ToHaveValueAsync("1");
        await number.FillAsync("1234");
        await number.PressAsync("Enter");
        await Expect(Page.GetByText("61,651–61,700 of 100,000")).ToBeVisibleAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?page=1234$"));

        await number.FillAsync("99999");
        await number.PressAsync("Enter");
        await Expect(Page.GetByText("99,951–100,000 of 100,000")).ToBeVisibleAsync();
        await Expect(number).ToHaveValueAsync("2000");

        await Page.GoBackAsync();
        await Expect(Page.GetByText("61,651–61,700 of 100,000")).ToBeVisibleAsync();
        await Expect(number).ToHaveValueAsync("1234");
    }

    [Fact]
    public async Task Quick_clicks_on_next_add_up()
    {
        await GoAsync("/batches/batch-100k");
        await Page.EvaluateAsync("for (let i = 0; i < 3; i++) document.querySelector('button[aria-label=\"Next page\"]').click()");
        await Expect(Page.GetByText("151–200 of 100,000")).ToBeVisibleAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?page=4$"));
    }

    /// <summary>Only what is copied can be found: a filter copies the batch.</summary>
    private async Task CopySampleAsync()
    {
        await GoAsync("/batches/batch-abc123?status=failed");
        await Expect(Page.GetByText(Pattern("^Copied .*, complete$"))).ToBeVisibleAsync();
    }
}
