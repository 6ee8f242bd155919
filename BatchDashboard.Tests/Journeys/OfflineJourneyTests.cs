using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>No API at all: saved results are dropped on the page and read from the cache.</summary>
public sealed class OfflineJourneyTests(Chromium chromium) : Journey(chromium)
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "Samples", "results-200.json");

    protected override string[] Settings => ["--Results:Source=Cache"];

    protected override bool IsExpected(string complaint) => complaint.Contains("404", StringComparison.Ordinal);

    [Fact]
    public async Task A_dropped_file_is_a_batch_and_its_numbers_are_those_of_the_file()
    {
        await GoAsync("/");
        await Expect(Page.GetByText("No batches yet")).ToBeVisibleAsync();
        await Page.Locator("input[type=file]").SetInputFilesAsync(Sample);
        await Region("Import").GetByRole(AriaRole.Link, new() { Name = "batch-abc123" }).ClickAsync();

        await Expect(Heading).ToHaveTextAsync("Monthly Reports Processing");
        await Expect(Page.GetByRole(AriaRole.Meter, new() { Name = "Completion" })).ToContainTextAsync("180 of 200 succeeded");
        await Expect(Page.GetByRole(AriaRole.Img, new() { Name = "Media types" })).ToContainTextAsync("150");
        await Expect(Region("Timeline")).ToContainTextAsync("3 h 44 min");
        await Expect(Region("Size")).ToContainTextAsync("245.12 MB");
        await Expect(Region("Size")).ToContainTextAsync("256,789,000 bytes");
        await Expect(Rows).ToHaveCountAsync(2);
        await Expect(Button("Refresh")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Files_that_are_no_results_are_refused_one_by_one_with_a_sentence()
    {
        await GoAsync("/");
        FilePayload[] files =
        [
            new() { Name = "notes.json", MimeType = "application/json", Buffer = "not json"u8.ToArray() },
            new() { Name = "cut.json", MimeType = "application/json", Buffer = (await File.ReadAllBytesAsync(Sample, Cancellation))[..500] },
            new() { Name = "empty.json", MimeType = "application/json", Buffer = [] },
        ];
        await Page.Locator("input[type=file]").SetInputFilesAsync(files);

        var reports = Region("Import").GetByRole(AriaRole.Listitem);
        await Expect(reports).ToHaveCountAsync(3);
        foreach (var name in new[] { "notes.json", "cut.json", "empty.json" })
        {
            await Expect(reports.Filter(new() { HasText = name })).ToHaveAttributeAsync("data-tone", "failed");
        }

        await Expect(Page.GetByText("No batches yet")).ToBeVisibleAsync();
    }
}
