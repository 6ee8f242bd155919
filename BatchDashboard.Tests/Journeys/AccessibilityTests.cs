using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>No axe violation on any page in either theme, and no page wider than a phone.</summary>
public sealed class AccessibilityTests(Chromium chromium) : Journey(chromium)
{
    private static readonly string[] Pages =
    [
        "/",
        "/?q=nothing-has-this-name",
        "/batches/batch-abc123",
        "/batches/batch-abc123?status=failed&error=format_error&error=corrupted_file&q=a&sort=-size",
        "/batches/batch-abc123?sort=-created",
        "/batches/batch-hostile-names",
        "/batches/batch-empty",
        "/batches/batch-xyz789",
        "/batches/batch-abc123/jobs/job-abc456",
        "/batches/batch-abc123/jobs/job-123abc",
        "/batches/batch-abc123/errors/format_error",
        "/batches/batch-abc123/resubmit",
        "/batches/batch-empty/resubmit?error=format_error",
        "/media/vec-abc123",
        "/media",
        "/media?collection=reports-collection&type=image",
        "/media?collection=no-such-collection&page=x",
        "/errors",
        "/compare",
        "/compare?left=batch-abc123&right=batch-hostile-names&list=only-right",
        "/compare?left=batch-abc123&right=no-such-batch",
        "/following",
        "/search",
        "/search?q=report",
        "/search?q=nothing-has-this-name",
        "/no/such/page",
    ];

    protected override bool IsExpected(string complaint) => complaint.Contains("404", StringComparison.Ordinal);

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_page_has_an_axe_violation(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var found = new List<string>();
        foreach (var path in Pages)
        {
            await GoAsync(path);
            await Expect(Heading).ToBeVisibleAsync();
            var result = await Page.RunAxe(new AxeRunOptions
            {
                RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
            });
            found.AddRange(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{path}: {violation.Id}: {node.Html}")));
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task At_360_pixels_no_page_scrolls_sideways()
    {
        await Page.SetViewportSizeAsync(360, 740);
        foreach (var path in Pages)
        {
            await GoAsync(path);
            await Expect(Heading).ToBeVisibleAsync();
            var width = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= 360, $"{path} is {width} px wide.");
        }
    }

    [Fact]
    public async Task A_chosen_theme_stays_and_is_in_the_first_html()
    {
        await GoAsync("/");
        await Page.GetByLabel("View settings").ClickAsync();
        await Page.GetByLabel("Theme").SelectOptionAsync("dark");
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });

        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }
}
