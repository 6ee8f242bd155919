using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Lineage;
using BatchDashboard.Wickson;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>Files of the sample batch were sent again, and became files of batches that the sandbox has.</summary>
public sealed class LineageJourneyTests(Chromium chromium) : Journey(chromium)
{
    private static readonly BatchId Source = BatchId.Parse("batch-abc123");

    [Fact]
    public async Task An_open_page_shows_the_effective_completion_rise()
    {
        await GoAsync("/batches/batch-abc123");
        await Expect(Region("Completion")).ToContainTextAsync("180 of 200 succeeded");
        await Expect(Region("Resubmissions")).ToHaveCountAsync(0);

        await SendAsync();

        await Expect(Region("Completion")).ToContainTextAsync("90 % → 91.5 % after 1 resubmission");
        await Expect(Page.GetByRole(AriaRole.Meter, new() { Name = "Completion" })).ToHaveAttributeAsync("aria-valuenow", "90");
        await Expect(Region("Resubmissions").Locator("[aria-current=page]")).ToContainTextAsync("Monthly Reports Processing");
        await Expect(Region("Resubmissions")).ToContainTextAsync("3 files: 3 succeeded");
        await Rows.GetByRole(AriaRole.Link, new() { Name = "fixed", Exact = true }).First.ClickAsync();
        await Page.GetByLabel("Sent again").GetByRole(AriaRole.Link, new() { Name = "financial_data.xlsx" }).ClickAsync();
        await Expect(Page.GetByLabel("Sent again")).ToContainTextAsync("succeeded");
        await Link("Errors").ClickAsync();
        await Expect(Table("Files sent again, by the advice that they were sent after")).ToContainTextAsync("2 succeeded");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task What_tells_of_it_has_no_axe_violation_and_fits_a_phone(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await SendAsync();
        while ((await Service<LineageStore>().UnsettledAsync(Cancellation)).Count > 0)
        {
            await Task.Delay(50, Cancellation);
        }

        await GoAsync("/batches/batch-abc123");
        await Expect(Region("Completion")).ToContainTextAsync("90 % → 91.5 %");
        var found = new List<string>();
        foreach (var path in new[] { "/batches/batch-abc123", "/batches/batch-abc123/jobs/job-abc456", "/batches/batch-abc123/errors/format_error", "/errors", "/" })
        {
            await Page.SetViewportSizeAsync(1440, 900);
            await GoAsync(path);
            var result = await Page.RunAxe(new AxeRunOptions
            {
                RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
            });
            found.AddRange(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{path}: {violation.Id}: {node.Html}")));
            await Page.SetViewportSizeAsync(360, 740);
            var width = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= 360, $"{path} is {width} px wide.");
        }

        Assert.Empty(found);
    }

    private async Task SendAsync()
    {
        var results = Service<IResultsService>();
        var failed = (await results.GetBatchAsync(Source, new JobQuery { Statuses = ["failed"] }, Cancellation)).Value!.Jobs.Rows.Take(3);
        var corrected = (await results.GetBatchAsync(BatchId.Parse("batch-all-succeeded"), JobQuery.Default, Cancellation)).Value!.Jobs.Rows;
        await SentRows.WriteAsync(
            Service<DataDirectory>().File("sandbox.db"),
            new SentBatch("batch-all-succeeded", [.. failed.Zip(corrected, (from, to) => new Sent(Source.Value, from.Key)
            {
                FileName = to.FileName!,
                SourceName = from.FileName,
                Code = from.ErrorCode,
            })]));
    }
}
