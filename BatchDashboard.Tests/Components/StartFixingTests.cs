using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

/// <summary>The ways from a failure to its repair.</summary>
public sealed class StartFixingTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Theory]
    [InlineData(1000, FreshnessKind.Live, "1,000 requests")]
    [InlineData(1000, FreshnessKind.Copying, null)]
    [InlineData(10, FreshnessKind.Live, null)]
    public void What_the_jobs_cost_that_it_needs_stands_under_it_unless_that_is_little(int cost, FreshnessKind kind, string? told)
    {
        Results.Batch = (id, query) => Task.FromResult(new Answer<BatchPage>(Views.Page(id, query) with
        {
            Batch = Views.Batch(id) with { CopyCost = cost, Freshness = new Freshness(kind, Views.Created) { Jobs = new Portion(50, 100_000) } },
        }));

        var page = Render<OneBatch>(parameters => parameters.Add(one => one.BatchIdText, Id.Value));

        var shown = page.FindAll("#fix-cost").SingleOrDefault()?.TextContent.Trim();
        Assert.Equal(told, told is null ? shown : shown?[..told.Length]);
        Assert.Equal(told is not null, page.FindAll(".actions a[href*='resubmit?error=format_error']").Any(link => link.GetAttribute("title")!.Contains("you are asked before", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_failed_job_leads_to_the_repair_of_just_this_file_and_of_all_with_its_error()
    {
        var page = Render<OneJob>(parameters => parameters.Add(one => one.BatchIdText, Id.Value).Add(one => one.JobKey, "job-abc456"));
        Assert.Equal("/batches/batch-abc123/resubmit?error=format_error", page.Find(".fix a").GetAttribute("href"));

        page.Find(".fix button").Click();

        Assert.StartsWith("/batches/batch-abc123/resubmit?scope=", PathAndQuery, StringComparison.Ordinal);
        var scope = Services.GetRequiredService<JobScopes>().Find(PathAndQuery[(PathAndQuery.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        Assert.Equal((Id, "job-abc456"), (scope!.BatchId, Assert.Single(scope.Keys)));
    }

    [Fact]
    public void A_job_that_is_fixed_already_is_not_offered_for_repair()
    {
        Results.Job = (id, key) => new Answer<JobDetail>(Views.FailedJob(id, key) is var job
            ? job with { Row = job.Row with { FixedBy = new(BatchId.Parse("batch-new"), "job-new") } }
            : null);

        var page = Render<OneJob>(parameters => parameters.Add(one => one.BatchIdText, Id.Value).Add(one => one.JobKey, "job-abc456"));

        Assert.Empty(page.FindAll(".fix"));
    }
}
