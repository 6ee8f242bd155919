using BatchDashboard.Components.Pages;
using BatchDashboard.Components.Resubmission;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Lineage;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class OneResubmissionTests : PageTest
{
    private TemporaryCache? _cache;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_resubmission_on_the_same_page_is_shown_and_followed()
    {
        await StartAsync();
        await PlanAsync("one", "Ada");
        await PlanAsync("two", "Ben");
        var page = Render<OneResubmission>(parameters => parameters.Add(shown => shown.Id, "one"));
        page.WaitForAssertion(() => Assert.Contains("by Ada", page.Find(".page-facts").TextContent, StringComparison.Ordinal));

        page.Render(parameters => parameters.Add(shown => shown.Id, "two"));
        page.WaitForAssertion(() => Assert.Contains("by Ben", page.Find(".page-facts").TextContent, StringComparison.Ordinal));

        Assert.Null(await Services.GetRequiredService<ResubmissionService>().CancelAsync("two", Token));
        await page.InvokeAsync(() => Time.Advance(TimeSpan.FromSeconds(1)));
        page.WaitForAssertion(() => Assert.Equal("Not sent", page.Find(".batches .status").TextContent));
    }

    [Fact]
    public async Task What_became_of_each_new_batch_and_of_the_source_is_shown_as_soon_as_it_is_known()
    {
        await StartAsync();
        await _cache!.WriteAsync("batch-a", Pages.Cut(20, 1, 50), isLast: true);
        await SentRows.WriteAsync(_cache.File, new BatchDashboard.Tests.Lineage.SentBatch("batch-b", new Sent("batch-a", "job-1"), new Sent("batch-a", "job-2")));
        var page = Render<OneResubmission>(parameters => parameters.Add(shown => shown.Id, "sent-1"));
        page.WaitForAssertion(() => Assert.Contains("Wickson processes them now", page.Find(".done").TextContent, StringComparison.Ordinal));
        Assert.Contains("2 without an outcome yet", page.Find(".batches .outcome").TextContent, StringComparison.Ordinal);

        await _cache.QueryAsync(
            """
            UPDATE resubmitted_files SET outcome = CASE source_job WHEN 'job-1' THEN 'succeeded' ELSE 'failed' END, job = 'new-' || source_job, settled_at = 1;
            UPDATE resubmitted_batches SET settled_at = 1
            """);
        Results.Change(BatchId.Parse("batch-a"));
        await page.InvokeAsync(() => Time.Advance(TimeSpan.FromSeconds(1)));

        page.WaitForAssertion(() => Assert.Contains("2 files: 1 succeeded, 1 failed.", page.Find(".done").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("processes them now", page.Markup, StringComparison.Ordinal);
        Assert.Equal("1 succeeded, 1 failed", page.Find(".batches .outcome").TextContent);
        Assert.Contains("after 1 resubmission", page.Find(".effective").TextContent, StringComparison.Ordinal);
        Assert.Equal("Reports", page.Find(".breadcrumbs li:last-child").TextContent);
    }

    private async Task StartAsync()
    {
        _cache = await TemporaryCache.CreateAsync();
        (Batches, Lineage, Resubmissions) = (_cache.Store, _cache.Lineage, _cache.Resubmissions);
        ComponentFactories.AddStub<DropZone>();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cache?.Dispose();
    }

    private Task PlanAsync(string id, string startedBy) => Resubmissions!.CreateAsync(
        new NewResubmission(id, "default", false, startedBy, [new ResubmittedFile(1, "batch-a", "job-1", "a.pdf", "format_error", "ChangeFile", "a.pdf", 5)]), Token);
}
