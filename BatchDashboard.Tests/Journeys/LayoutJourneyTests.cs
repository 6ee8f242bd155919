using BatchDashboard.Sandbox;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>What an operator is about to click stays where it is.</summary>
public sealed class LayoutJourneyTests(Chromium chromium) : Journey(chromium)
{
    [Fact]
    public async Task Opening_triage_leaves_the_way_to_the_next_file_where_it_is()
    {
        await GoAsync("/batches/batch-every-error/errors/format_error");
        await Table("Affected files").GetByRole(AriaRole.Link).First.ClickAsync();
        var next = Link("Next failed file");
        var before = await PlaceAsync(next);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Triage" }).First.ClickAsync();
        await Expect(Page.GetByLabel("Assignee")).ToBeVisibleAsync();

        Assert.Equal(before, await PlaceAsync(next));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(1280)]
    [InlineData(1024)]
    [InlineData(390)]
    public async Task A_copy_under_way_leaves_the_actions_where_they_are(int width)
    {
        await Page.SetViewportSizeAsync(width, 900);
        await GoAsync("/batches/batch-100k");
        var compare = Link("Compare");
        var before = await PlaceAsync(compare);

        // A hundred pages at two seconds each, four at a time: it is still under way when it is stopped, on any machine.
        Service<SandboxFaults>().Active = "latency-2000";
        await Button("Fetch all jobs").ClickAsync();
        await Expect(Button("Stop copying")).ToBeVisibleAsync();
        await Expect(Page.GetByText("jobs/s").First).ToBeVisibleAsync();

        Assert.Equal(before.Y, (await PlaceAsync(compare)).Y);
        await Button("Stop copying").ClickAsync();
        await Expect(Button("Fetch all jobs")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/errors", "Error types")]
    [InlineData("/search?q=scan", "Found jobs")]
    [InlineData("/", "Batches")]
    public async Task On_a_phone_every_cell_that_is_shown_is_on_the_screen(string path, string table)
    {
        await Page.SetViewportSizeAsync(390, 844);
        await GoAsync("/batches/batch-abc123");
        await GoAsync(path);

        var cells = Table(table).Locator("tbody tr").First.Locator("td:visible");
        await Expect(cells.First).ToBeVisibleAsync();
        foreach (var cell in await cells.AllAsync())
        {
            var box = (await cell.BoundingBoxAsync())!;
            Assert.InRange(box.X + box.Width, 0, 390);
            Assert.InRange(box.Height, 0, 160);
        }
    }

    private static async Task<(float X, float Y)> PlaceAsync(ILocator shown)
    {
        var box = await shown.BoundingBoxAsync();
        return (box!.X, box.Y);
    }
}
