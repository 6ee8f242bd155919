using BatchDashboard.Sandbox;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>The API fails, the copy is under way, the server goes away: the operator is told, and nothing is lost.</summary>
public sealed class TroubleJourneyTests(Chromium chromium) : Journey(chromium)
{
    private const string Large = "batch-100k";

    protected override bool IsExpected(string complaint) =>
        complaint.Contains("404", StringComparison.Ordinal)
        || complaint.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal)
        || complaint.Contains("WebSocket", StringComparison.Ordinal)
        || complaint.Contains("Connection disconnected", StringComparison.Ordinal)
        || complaint.Contains("Failed to fetch", StringComparison.Ordinal);

    [Fact]
    public async Task With_the_api_down_a_copy_is_shown_with_the_reason_and_without_one_words_are()
    {
        await GoAsync("/batches/batch-abc123");
        await Expect(Page.GetByText("1–50 of 200")).ToBeVisibleAsync();

        Service<SandboxFaults>().Active = "503";
        await GoAsync("/batches/batch-abc123?page=4");
        await Button("Refresh").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("The service is under maintenance.");
        await Expect(Page.GetByRole(AriaRole.Meter, new() { Name = "Completion" })).ToBeVisibleAsync();

        await GoAsync("/batches/batch-never-seen");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        Service<SandboxFaults>().Active = "";
        await Button("Try again").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("batch-never-seen");
    }

    [Fact]
    public async Task A_reload_during_a_copy_shows_where_it_is_and_it_ends_by_itself()
    {
        // A hundred pages at three seconds each, four at a time: slow enough to be seen on its way on any machine, and let go below.
        Service<SandboxFaults>().Active = "latency-3000";
        await GoAsync($"/batches/{Large}?status=failed");
        await Expect(Page.GetByRole(AriaRole.Progressbar, new() { Name = "Copied" })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = Pattern("Copying [0-9,]+ of 100,000") })).ToHaveCountAsync(1);

        await Page.ReloadAsync();
        await InteractiveAsync();
        Service<SandboxFaults>().Active = "";

        await Expect(Page.GetByText(Pattern("^Copied .*, complete$"))).ToBeVisibleAsync();
        await Expect(Rows).ToHaveCountAsync(50);
        await Expect(Page.Locator(".partial")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task When_the_server_comes_back_the_page_is_at_the_same_place()
    {
        await GoAsync("/batches/batch-abc123?page=2");
        await Expect(Page.GetByText("51–100 of 200")).ToBeVisibleAsync();

        await App.StopAsync(Cancellation);
        await Expect(Page.GetByText("The connection to the dashboard is lost.")).ToBeVisibleAsync();
        await Expect(Page.GetByText("51–100 of 200")).ToBeVisibleAsync();

        await App.RestartAsync(Cancellation);
        await Expect(Page.GetByText("The connection to the dashboard is lost.")).ToBeHiddenAsync();
        await InteractiveAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?page=2$"));
        await Button("Next page").ClickAsync();
        await Expect(Page.GetByText("101–150 of 200")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hostile_names_are_text()
    {
        var ran = false;
        Page.Dialog += (_, _) => ran = true;

        await GoAsync("/batches/batch-hostile-names?pageSize=250");
        await Expect(Rows.First).ToBeVisibleAsync();

        Assert.False(ran);
        Assert.Equal(0, await Page.Locator("main script, main img, main iframe").CountAsync());
        var width = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= 1440, $"The page is {width} px wide.");
    }
}
