using BatchDashboard.Cache;
using BatchDashboard.Components.Pages;
using BatchDashboard.Components.Resubmission;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Tests.Cache;
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
        _cache = await TemporaryCache.CreateAsync();
        Resubmissions = new ResubmissionStore(_cache.Database, _cache.Clock);
        ComponentFactories.AddStub<DropZone>();
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

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cache?.Dispose();
    }

    private Task PlanAsync(string id, string startedBy) => Resubmissions!.CreateAsync(
        new NewResubmission(id, "default", false, startedBy, [new StoredNewFile(1, "batch-a", "job-1", "a.pdf", "format_error", "ChangeFile", "a.pdf", 5)]), Token);
}
