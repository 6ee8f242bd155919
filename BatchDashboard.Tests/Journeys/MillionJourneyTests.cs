using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>A batch of a million jobs is worked with while its copy is made.</summary>
public sealed class MillionJourneyTests(Chromium chromium) : Journey(chromium)
{
    private static readonly BatchId Million = BatchId.Parse("batch-1m");

    // Ten thousand requests for all of it, ten times what an hour has: however fast the machine is, the copy is still on
    // its way at the end of the journey.
    protected override string[] Settings => ["--Wickson:PageSize=100"];

    [Fact]
    public async Task It_is_opened_filtered_searched_sorted_and_paged_to_its_end_while_it_is_still_being_copied()
    {
        await GoAsync("/batches/batch-1m");
        await Expect(Page.GetByText("1–50 of 1,000,000")).ToBeVisibleAsync();

        // A filter needs all jobs, so it begins the copy, and shows what is here at once.
        await Page.GotoAsync("/batches/batch-1m?status=failed");
        await InteractiveAsync();
        await Expect(Page.GetByText(Pattern("jobs that are copied so far"))).ToBeVisibleAsync();
        await Expect(Rows).ToHaveCountAsync(50);
        await Expect(Rows.Filter(new() { HasText = "Failed" })).ToHaveCountAsync(50);

        var first = await Rows.First.Locator("td:nth-child(2) a").InnerTextAsync();
        await Table("Jobs").GetByRole(AriaRole.Link, new() { Name = "Size" }).ClickAsync();
        await ExpectPage().ToHaveURLAsync(Pattern("sort=size"));
        await Expect(Table("Jobs").GetByRole(AriaRole.Columnheader, new() { Name = "Size" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(Rows.First.Locator("td:nth-child(2) a")).Not.ToHaveTextAsync(first);
        await Expect(Rows).ToHaveCountAsync(50);

        var name = await Rows.First.Locator("td:nth-child(2) a").InnerTextAsync();
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search files" }).PressSequentiallyAsync(name);
        await ExpectPage().ToHaveURLAsync(Pattern("q="));
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(Rows.First.Locator("td:nth-child(2) a")).ToHaveTextAsync(name);

        await GoAsync("/batches/batch-1m");
        await Button("Last page").ClickAsync();
        await Expect(Page.GetByText("999,951–1,000,000 of 1,000,000")).ToBeVisibleAsync();
        await Expect(Rows).ToHaveCountAsync(50);

        var batch = await Service<BatchStore>().FindAsync(Million, Cancellation);
        Assert.Null(batch!.Current);
        Assert.InRange(batch.Filling!.Jobs, 100, 999_999);
    }
}
