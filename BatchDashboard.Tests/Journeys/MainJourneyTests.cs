using BatchDashboard.Sandbox;
using BatchDashboard.Wickson;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>Did it work, what went wrong, what now: from the list to a failed file and its neighbours.</summary>
public sealed class MainJourneyTests(Chromium chromium) : Journey(chromium)
{
    protected override bool IsExpected(string complaint) => complaint.Contains("404", StringComparison.Ordinal);

    [Fact]
    public async Task Thousands_of_pasted_ids_are_answered_in_words()
    {
        await GoAsync("/");
        await Page.GetByLabel("Batch ID").FillAsync(string.Join(' ', Enumerable.Range(1, 5000).Select(number => $"batch-pasted-{number}")));
        await Button("Open batch").ClickAsync();
        await Expect(Button("Look up 5,000 batches")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "5,000 new batches." })).ToBeFocusedAsync();
        await Button("Cancel").ClickAsync();
        await Expect(Page.GetByLabel("Batch ID")).ToBeFocusedAsync();
        await Expect(Button("Look up 5,000 batches")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Pasted_ids_are_looked_up_after_a_preview_and_what_nobody_knows_is_listed_until_it_is_dismissed()
    {
        await GoAsync("/");
        await Expect(Table("Batches")).ToBeVisibleAsync();
        await Page.GetByLabel("Batch ID").FillAsync("batch-abc123, batch-1m; batch-of-nobody no/id batch-1m");
        await Page.Keyboard.PressAsync("Enter");
        var preview = Region("3 batches: 2 are new, 1 is already here.");
        await Expect(preview).ToContainTextAsync("Looking up the new batches takes 2 requests");
        await Expect(preview).ToContainTextAsync("batch-1m was pasted more than once");
        await Expect(preview).ToContainTextAsync("“no/id” cannot be a batch id.");
        Assert.Empty((await Page.RunAxe()).Violations);

        await Button("Look up 2 batches").ClickAsync();

        await Expect(Table("Batches").Locator("a[href='/batches/batch-1m']")).ToBeVisibleAsync();
        await Expect(Region("Look-up ended").GetByRole(AriaRole.Listitem)).ToHaveTextAsync("batch-of-nobody Wickson does not know this batch.");
        await Expect(Page.GetByLabel("Batch ID")).ToHaveValueAsync("no/id");
        Assert.Empty((await Page.RunAxe()).Violations);
        await Button("Dismiss").ClickAsync();
        await Expect(Region("Look-up ended")).ToHaveCountAsync(0);
        Assert.NotEqual("BODY", await Page.EvaluateAsync<string>("document.activeElement.tagName"));
    }

    [Fact]
    public async Task From_the_list_to_a_failed_file_its_neighbour_and_a_media_item()
    {
        await GoAsync("/");
        await Expect(Heading).ToHaveTextAsync("Batches");
        await Table("Batches").Locator("a[href='/batches/batch-abc123']").ClickAsync();

        await Expect(Heading).ToHaveTextAsync("Monthly Reports Processing");
        var meter = Page.GetByRole(AriaRole.Meter, new() { Name = "Completion" });
        await Expect(meter).ToHaveAttributeAsync("aria-valuenow", "90");
        await Expect(meter).ToContainTextAsync("180 of 200 succeeded");
        var format = Region("Error resolution").GetByRole(AriaRole.Article, new() { Name = "format_error" });
        await Expect(format).ToContainTextAsync("12");
        await Expect(format).ToContainTextAsync("Convert files to a supported format (.pdf, .txt, .docx)");
        await Expect(format).ToContainTextAsync("financial_data.xlsx");

        await format.GetByRole(AriaRole.Link, new() { Name = "Show failed files" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/batches/batch-abc123\?error=format_error(#jobs)?$"));
        await Expect(Rows).ToHaveCountAsync(12);
        await Expect(Page.GetByText("1–12 of 12")).ToBeVisibleAsync();

        await Rows.GetByRole(AriaRole.Link, new() { Name = "financial_data.xlsx" }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("financial_data.xlsx");
        var details = Region("Error details");
        await Expect(details).ToContainTextAsync("format_error");
        await Expect(details).ToContainTextAsync("Unsupported file format");
        await Expect(details).ToContainTextAsync("supported_formats");
        await Expect(details).ToContainTextAsync(".docx");
        await Expect(Region("What to do")).ToContainTextAsync(".xlsx");

        await Link("Next failed file").ClickAsync();
        await Expect(Heading).Not.ToHaveTextAsync("financial_data.xlsx");
        await Link("Previous failed file").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("financial_data.xlsx");

        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumbs" }).GetByRole(AriaRole.Link, new() { Name = "Monthly Reports Processing" }).ClickAsync();
        await Page.GetByRole(AriaRole.Table, new() { Name = "Jobs" }).GetByRole(AriaRole.Link, new() { Name = "vec-abc123", Exact = true }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("q4_summary.pdf");
        await Button("Show chunks").ClickAsync();
        await Expect(Region("Chunks").GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_grid_filters_sorts_searches_and_pages_in_the_url()
    {
        await GoAsync("/batches/batch-abc123");
        await Expect(Page.GetByText("1–50 of 200")).ToBeVisibleAsync();

        await Button("Next page").ClickAsync();
        await Expect(Page.GetByText("51–100 of 200")).ToBeVisibleAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?page=2$"));
        await Button("Last page").ClickAsync();
        await Expect(Page.GetByText("151–200 of 200")).ToBeVisibleAsync();
        await Expect(Button("Next page")).ToBeDisabledAsync();

        await Page.GetByRole(AriaRole.Combobox, new() { Name = "Status", Exact = true }).SelectOptionAsync("failed");
        await Expect(Page.GetByText("1–20 of 20")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Combobox, new() { Name = "Error code", Exact = true }).SelectOptionAsync("corrupted_file");
        await Expect(Rows).ToHaveCountAsync(8);

        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search files" }).PressSequentiallyAsync("damaged_image");
        await Expect(Rows).ToHaveCountAsync(1);
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?status=failed&error=corrupted_file&q=damaged_image$"));
        await Button("Clear all").ClickAsync();
        await Expect(Page.GetByText("1–50 of 200")).ToBeVisibleAsync();

        await Table("Jobs").GetByRole(AriaRole.Link, new() { Name = "Size" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?sort=size$"));
        await Expect(Table("Jobs").GetByRole(AriaRole.Columnheader, new() { Name = "Size" })).ToHaveAttributeAsync("aria-sort", "ascending");
    }

    [Fact]
    public async Task Back_goes_back_through_the_states_of_the_grid()
    {
        await GoAsync("/batches/batch-abc123");
        await Button("Next page").ClickAsync();
        await Expect(Page.GetByText("51–100 of 200")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Combobox, new() { Name = "Status", Exact = true }).SelectOptionAsync("failed");
        await Expect(Page.GetByText("1–20 of 20")).ToBeVisibleAsync();

        await Page.GoBackAsync();
        await Expect(Page.GetByText("51–100 of 200")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Combobox, new() { Name = "Status", Exact = true })).ToHaveValueAsync("");
        await Page.GoBackAsync();
        await Expect(Page.GetByText("1–50 of 200")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deep_link_shows_the_same_to_another_operator_before_any_script_has_run()
    {
        await App.CopyAsync(BatchId.Parse("batch-abc123"), Cancellation);
        var (_, html) = await App.PageAsync("/batches/batch-abc123?error=corrupted_file&sort=-size", Cancellation);
        Assert.Contains("1–8 of 8", html, StringComparison.Ordinal);
        Assert.Contains("damaged_image.jpg", html, StringComparison.Ordinal);

        await GoAsync("/batches/batch-abc123?error=corrupted_file&sort=-size");
        await Expect(Rows).ToHaveCountAsync(8);
        await Expect(Page.GetByRole(AriaRole.Combobox, new() { Name = "Error code", Exact = true })).ToHaveValueAsync("corrupted_file");
    }

    [Fact]
    public async Task Opening_a_batch_page_costs_one_request_prerendering_and_taking_over_included()
    {
        await GoAsync("/");
        await Expect(Table("Batches")).ToContainTextAsync("Monthly Reports Processing");
        var faults = Service<SandboxFaults>();
        var before = faults.RequestsFor("batch-abc123");

        await GoAsync("/batches/batch-abc123?page=3");
        await Expect(Page.GetByText("101–150 of 200")).ToBeVisibleAsync();

        Assert.Equal(before + 1, faults.RequestsFor("batch-abc123"));
    }

    [Fact]
    public async Task A_batch_is_opened_by_its_id_and_an_unknown_one_is_explained()
    {
        await GoAsync("/");
        await Page.GetByLabel("Batch ID").FillAsync("batch-xyz789");
        await Button("Open batch").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("batch-xyz789");

        await Page.GetByLabel("Batch ID").FillAsync("batch-abc123");
        await Page.GetByLabel("Batch ID").PressAsync("Enter");
        await Expect(Heading).ToHaveTextAsync("Monthly Reports Processing");
    }

    [Theory]
    [InlineData("/batches/batch-xyz789", "No such batch")]
    [InlineData("/batches/..%2F..%2Fetc", "No such batch")]
    [InlineData("/batches/%3Cscript%3E", "No such batch")]
    [InlineData("/batches/batch-abc123/jobs/job-nobody-knows", "No such job")]
    [InlineData("/media/vec-nobody-knows", "No such media item")]
    [InlineData("/no/such/page", "Page not found")]
    public async Task What_does_not_exist_is_a_404_with_a_way_on(string path, string title)
    {
        // Whether a batch has a job is not known before it is downloaded, which takes a while on a busy machine.
        await GoAsync(path);
        await Expect(Heading).ToHaveTextAsync(title);

        Assert.Equal(404, (await GoAsync(path)).Status);
        await Expect(Heading).ToHaveTextAsync(title);
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(Heading).Not.ToHaveTextAsync(title);
    }

    [Fact]
    public async Task Every_step_works_with_the_keyboard_alone()
    {
        await GoAsync("/");
        await TabToAsync(Table("Batches").Locator("a[href='/batches/batch-abc123']"));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Heading).ToHaveTextAsync("Monthly Reports Processing");
        await InteractiveAsync();

        await TabToAsync(Page.GetByRole(AriaRole.Combobox, new() { Name = "Status", Exact = true }));
        await Page.Keyboard.TypeAsync("failed");
        await Expect(Page.GetByText("1–20 of 20")).ToBeVisibleAsync();

        await TabToAsync(Rows.First.GetByRole(AriaRole.Link).First);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Region("What to do")).ToBeVisibleAsync();
        await TabToAsync(Link("Next failed file"));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Link("Previous failed file")).ToBeVisibleAsync();
    }

    private async Task TabToAsync(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var steps = 0; steps < 100; steps++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach {target}.");
    }

}
