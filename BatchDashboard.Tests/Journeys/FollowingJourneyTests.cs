using BatchDashboard.Tests.Following;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>A rule is made, its receiver tried, and what it finds comes to the bell and to the receiver.</summary>
public sealed class FollowingJourneyTests(Chromium chromium) : Journey(chromium)
{
    private WebhookReceiver _receiver = null!;

    private ILocator Bell => Page.GetByRole(AriaRole.Banner).Locator(".bell > summary");

    protected override string[] Settings => ["--Following:AllowPrivateAddresses", "true"];

    public override async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task From_a_rule_over_a_test_to_the_bell_and_the_delivery_log()
    {
        await GoAsync("/following");
        await Expect(Page.GetByText("No rule yet.")).ToBeVisibleAsync();
        await Button("New rule").ClickAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Too many failures");
        await Page.GetByLabel("Batches", new() { Exact = true }).SelectOptionAsync("One batch");
        await Page.GetByLabel("Batch to follow").FillAsync("batch-followed");
        await Page.GetByLabel("Tell when").SelectOptionAsync("the failed share is over");
        await Page.GetByLabel("Percent of the files").FillAsync("lots");
        await Button("Add a webhook").ClickAsync();
        await Page.GetByLabel("Address of webhook 1").FillAsync(_receiver.Url);
        await Page.GetByLabel("Secret of webhook 1").FillAsync("a-secret-of-the-receiver");
        await Button("Add rule").ClickAsync();
        await Expect(Page.GetByText("Type a share from 0 to 99.99 percent, such as 5 or 2.5.")).ToBeVisibleAsync();
        await Page.GetByLabel("Percent of the files").FillAsync("5");
        await Button("Add rule").ClickAsync();
        await Expect(Region("Rules")).ToContainTextAsync("Batch batch-followed: more than 5 % of the files failed");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Send a test to" }).ClickAsync();
        await Expect(Page.GetByText("Taken: 200 OK.").First).ToBeVisibleAsync();
        Assert.NotEmpty((await _receiver.NextAsync()).Signature);
        Assert.DoesNotContain("T0SECRETPATH", await Page.ContentAsync(), StringComparison.Ordinal);

        await Expect(Bell).ToHaveAttributeAsync("aria-label", "Notifications, none unread");
        await ImportElsewhereAsync("batch-followed");
        await Expect(Bell).ToHaveAttributeAsync("aria-label", "Notifications, 1 unread");
        await Expect(Table("Deliveries").Locator("tbody tr").First).ToContainTextAsync("Delivered");
        await Bell.ClickAsync();
        await Page.Locator(".bell .events a").ClickAsync();

        await ExpectPage().ToHaveURLAsync(Pattern("/batches/batch-followed"));
        await Expect(Bell).ToHaveAttributeAsync("aria-label", "Notifications, none unread");
    }

    [Fact]
    public async Task A_browser_that_may_shows_what_happened_and_leads_to_the_batch()
    {
        await Page.Context.GrantPermissionsAsync(["notifications"]);
        await Page.AddInitScriptAsync("window.shown = []; window.Notification = class extends Notification { constructor(...told) { super(...told); window.shown.push(this); document.documentElement.dataset.shown = 'true'; } };");
        await GoAsync("/following");
        await Button("New rule").ClickAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Night");
        await Page.GetByLabel("Browsers that have the dashboard open").CheckAsync();
        await Button("Add rule").ClickAsync();
        await Expect(Region("Rules")).ToContainTextAsync("Browser notification");

        await ImportElsewhereAsync("batch-followed");
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-shown", "true"); // A function to wait for would need the eval that the policy forbids.

        Assert.Equal(
            "BatchDashboard: “Night” has completed: 1 of 2 files succeeded, 1 failed.",
            await Page.EvaluateAsync<string>("`${window.shown[0].title}: ${window.shown[0].body}`"));
        await Page.EvaluateAsync("window.shown[0].dispatchEvent(new Event('click'))");
        await ExpectPage().ToHaveURLAsync(Pattern("/batches/batch-followed"));
        await InteractiveAsync();
        Assert.Equal(0, await Page.EvaluateAsync<int>("window.shown.length"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Rules_a_form_with_complaints_and_the_open_bell_have_no_axe_violation(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await GoAsync("/following");
        await Button("New rule").ClickAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Night");
        await Button("Add a webhook").ClickAsync();
        await Page.GetByLabel("Address of webhook 1").FillAsync(_receiver.Url);
        await Button("Add rule").ClickAsync();
        await ImportElsewhereAsync("batch-followed");
        await Expect(Table("Deliveries").Locator("tbody tr").First).ToContainTextAsync("Delivered");
        await Button("New rule").ClickAsync();
        await Button("Add a webhook").ClickAsync();
        await Button("Add rule").ClickAsync();
        await Expect(Page.GetByText("Paste the address that the receiver gave you.")).ToBeVisibleAsync();
        await Bell.ClickAsync();

        var result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });

        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        await Page.SetViewportSizeAsync(360, 740);
        Assert.True(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360, "The page scrolls sideways on a phone.");
    }

    /// <summary>Something happens that no tab has asked for: a batch that has just failed is imported.</summary>
    private async Task ImportElsewhereAsync(string batch)
    {
        var now = DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var body = $$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"{{batch}}","batch_name":"Night","status":"completed","timeline":{"created_at":"{{now}}","completed_at":"{{now}}"},
            "completion":{"successful":1,"failed":1,"total_items":2} },
            "job_results":[{"job_id":"job-1","status":"succeeded","filename":"a.pdf"},{"job_id":"job-2","status":"failed","filename":"b.pdf"}],
            "pagination":{"page":1,"page_size":2,"total_items":2,"total_pages":1} } }
            """;
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        var report = await Service<BatchDashboard.Import.ResultsImport>().ImportAsync(content, "night.json", Cancellation);
        Assert.Null(report.Problem);
    }
}
