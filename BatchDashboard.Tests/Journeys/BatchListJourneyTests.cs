using BatchDashboard.Data;
using BatchDashboard.Tests.Data;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>From hundreds of batches to the one that is looked for, and back.</summary>
public sealed class BatchListJourneyTests(Chromium chromium) : Journey(chromium)
{
    protected override string[] Settings => ["--Results:Source", "Cache"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ManyBatches.AddAsync(Service<Database>(), 300, DateTimeOffset.UtcNow, Cancellation);
    }

    [Fact]
    public async Task Pages_filters_and_orders_are_in_the_url_and_back_goes_through_them()
    {
        await GoAsync("/");
        var rows = Table("Batches").Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(rows.First).ToContainTextAsync("part 00299");

        await Button("Next page").ClickAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/\?page=2$"));
        await Expect(rows.First).ToContainTextAsync("part 00249");
        await Expect(Page.GetByText("51–100 of 300", new() { Exact = true })).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Group, new() { Name = "Status" }).GetByRole(AriaRole.Checkbox, new() { Name = "Running" }).CheckAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/\?status=running$"));
        await Expect(rows).ToHaveCountAsync(30);
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search batches" }).FillAsync("PART 0012");
        await ExpectPage().ToHaveURLAsync(Pattern(@"q=PART%200012&status=running$"));
        await Expect(rows).ToHaveCountAsync(1);
        await Page.GetByLabel("Collection", new() { Exact = true }).SelectOptionAsync("reports-3");
        await Expect(Page.GetByText("No batch matches", new() { Exact = true })).ToBeVisibleAsync();

        await Page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(30);
        await Page.GoBackAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/\?page=2$"));
        await Expect(rows.First).ToContainTextAsync("part 00249");
        await Expect(Page.GetByRole(AriaRole.Checkbox, new() { Name = "Running" })).Not.ToBeCheckedAsync();

        await Table("Batches").GetByRole(AriaRole.Link, new() { Name = "Failed", Exact = true }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/\?sort=failed$"));
        await Table("Batches").GetByRole(AriaRole.Link, new() { Name = "Failed", Exact = false }).First.ClickAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/\?sort=-failed$"));
        await Expect(rows.First).ToContainTextAsync("part 00299");
    }
}
