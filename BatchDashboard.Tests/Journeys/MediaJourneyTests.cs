using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>From a batch to its media items and its collection, and the columns that an operator adds to the jobs.</summary>
public sealed class MediaJourneyTests(Chromium chromium) : Journey(chromium)
{
    [Fact]
    public async Task The_name_of_the_collection_leads_to_its_media_and_from_there_to_an_item_and_back_to_the_batches()
    {
        await GoAsync("/batches/batch-abc123");
        await Link("reports-collection").ClickAsync();

        await Expect(Heading).ToHaveTextAsync("Media");
        await Expect(Page.GetByText("1–20 of 181")).ToBeVisibleAsync();
        await Button("Next page").ClickAsync();
        await Expect(Page.GetByText("21–40 of 181")).ToBeVisibleAsync();
        await ExpectPage().ToHaveURLAsync(Pattern(@"/media\?collection=reports-collection&page=2$"));
        await Page.GetByLabel("Media type").SelectOptionAsync("image");
        await Expect(Page.GetByText("1–20 of 27")).ToBeVisibleAsync();
        await Table("Media").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(Region("Metadata")).ToBeVisibleAsync();
        await Page.GoBackAsync();
        await Link("Batches of this collection").ClickAsync();
        await Expect(Link("Monthly Reports Processing").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Ids_of_created_media_and_of_the_request_are_copied()
    {
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await GoAsync("/batches/batch-abc123");

        await Button("Copy these 4 ids").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Copied: vec-abc123" })).ToHaveCountAsync(1);
        Assert.Equal("vec-abc123\nvec-def456\nvec-ghi789\nvec-jkl012", await Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await Button("Copy request id").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Copied: req_batch_results_abc123" })).ToHaveCountAsync(1);
        Assert.Equal("req_batch_results_abc123", await Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Added_columns_stay_and_sort_the_jobs()
    {
        await GoAsync("/batches/batch-abc123");
        await Expect(Table("Jobs").GetByRole(AriaRole.Columnheader, new() { Name = "Job ID" })).ToHaveCountAsync(0);
        await Page.GetByLabel("View settings").ClickAsync();
        await Page.GetByLabel("Columns").SelectOptionAsync("all");
        await Expect(Rows.First).ToContainTextAsync("job-123abc");

        await Page.ReloadAsync();
        await InteractiveAsync();
        await Link("Created").ClickAsync();
        await Expect(Table("Jobs").GetByRole(AriaRole.Columnheader, new() { Name = "Created" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await ExpectPage().ToHaveURLAsync(Pattern(@"\?sort=created$"));
        await Expect(Rows.First).ToContainTextAsync("18 Dec 2024");
        await Expect(Rows.First).ToContainTextAsync("q4_summary.pdf");
    }
}
