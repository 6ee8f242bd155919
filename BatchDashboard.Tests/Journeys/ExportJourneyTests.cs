using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
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

        await Button("Copy as Markdown table").ClickAsync();
        await Expect(Page.GetByText("Copied a table of 20 jobs.")).ToHaveCountAsync(1);
        var table = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(22, table.Trim().Split('\n').Length);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByText("These 20 jobs as filtered")).ToBeHiddenAsync();
        await Expect(Menu).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_long_export_is_stopped_from_the_page()
    {
        var big = BatchId.Parse("batch-1m");
        Assert.Null(await Service<IResultsService>().CopyAsync(big, Cancellation));
        await Service<BatchSync>().EndAsync(big).WaitAsync(TimeSpan.FromMinutes(3), Cancellation);
        await GoAsync("/batches/batch-1m");
        await Menu.ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByTitle("All 1,000,000 jobs as Excel").ClickAsync());

        await Region("Jobs").GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();

        await Expect(Region("Jobs").GetByText("The export was stopped after")).ToBeVisibleAsync();
        Assert.NotNull(await download.FailureAsync());
    }
}
