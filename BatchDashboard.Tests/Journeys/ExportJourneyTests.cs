using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>What is on the screen becomes a file, or a table for a ticket.</summary>
public sealed class ExportJourneyTests(Chromium chromium) : Journey(chromium)
{
    private ILocator Menu => Region("Jobs").Locator("details[data-menu] > summary");

    [Fact]
    public async Task Failed_files_are_saved_as_csv_and_copied_for_a_ticket()
    {
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await GoAsync("/batches/batch-abc123");
        await Menu.ClickAsync();
        await Button("Copy all jobs first").ClickAsync();
        await Page.GetByLabel("Status").First.SelectOptionAsync("failed");
        await Expect(Rows).ToHaveCountAsync(20);
        await Expect(Page.GetByText("These 20 jobs as filtered")).ToBeVisibleAsync();

        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByTitle("These 20 jobs as filtered as CSV").ClickAsync());

        Assert.Matches(@"^batch-abc123_status-failed_\d{8}-\d{6}Z\.csv$", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!, Cancellation);
        Assert.Equal(21, lines.Length);
        await Expect(Region("Jobs").GetByText("Exported 20 jobs.")).ToBeVisibleAsync();

        await Menu.ClickAsync();
        await Button("Copy as Markdown table").ClickAsync();
        await Expect(Page.GetByText("Copied a table of 20 jobs.")).ToHaveCountAsync(1);
        var table = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(22, table.Trim().Split('\n').Length);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByText("These 20 jobs as filtered")).ToBeHiddenAsync();
        await Expect(Menu).ToBeFocusedAsync();
    }
}
