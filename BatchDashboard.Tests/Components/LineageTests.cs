using BatchDashboard.Components;
using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Jobs;
using BatchDashboard.Components.Pages;
using BatchDashboard.Components.Resolution;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

/// <summary>What the pages show of files that were sent again.</summary>
public sealed class LineageTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");
    private static readonly BatchId New = BatchId.Parse("batch-new");

    [Fact]
    public void The_gauge_keeps_the_percent_of_the_API_and_tells_the_effective_one_beside_it()
    {
        var gauge = Render<CompletionGauge>(parameters => parameters
            .Add(shown => shown.Batch, Id)
            .Add(shown => shown.Value, new CompletionView(180, 20, 200, 90))
            .Add(shown => shown.Effective, new EffectiveCompletion(90, 99, new SentCounts(20, 18, 1, 0), 2)));

        Assert.Equal("90", gauge.Find("[role=meter]").GetAttribute("aria-valuenow"));
        Assert.Equal("180 of 200 succeeded", gauge.Find("[role=meter]").GetAttribute("aria-valuetext"));
        Assert.Equal("99 1000", gauge.Find("path.effective").GetAttribute("stroke-dasharray"));
        var line = gauge.Find(".effective p").TextContent;
        Assert.Contains("90 % → 99 %", line, StringComparison.Ordinal);
        Assert.Contains("after 2 resubmissions", line, StringComparison.Ordinal);
        Assert.Contains("Effective completion: 90 % before, 99 %", gauge.Find(".effective .hidden-text").TextContent, StringComparison.Ordinal);
        Assert.Contains("20 failed files were sent again: 18 succeeded, 1 failed, 1 without an outcome yet.", gauge.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void While_nothing_is_fixed_there_is_no_second_percent()
    {
        var gauge = Render<CompletionGauge>(parameters => parameters
            .Add(shown => shown.Batch, Id)
            .Add(shown => shown.Value, new CompletionView(180, 20, 200, 90))
            .Add(shown => shown.Effective, new EffectiveCompletion(90, 90, new SentCounts(1, 0, 0, 0), 1)));

        Assert.Empty(gauge.FindAll("path.effective"));
        Assert.DoesNotContain("→", gauge.Markup, StringComparison.Ordinal);
        Assert.Contains("1 failed file was sent again: 1 without an outcome yet.", gauge.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_without_relatives_has_no_family_panel() =>
        Assert.Equal("", Render<FamilyTree>(parameters => parameters.Add(tree => tree.Batch, Views.Batch(Id))).Markup.Trim());

    [Fact]
    public void The_family_is_a_nested_list_with_the_current_batch_marked()
    {
        var child = new FamilyMember { Id = New, Title = "Corrected \u202efiles", IsCurrent = true, Sent = new SentCounts(20, 18, 2, 0), Resubmission = "sent-1", State = BatchState.Completed, Status = "completed", Completion = new CompletionView(18, 2, 20, 90) };
        var batch = Views.Batch(Id) with
        {
            Lineage = new BatchLineageView { Family = [new FamilyMember { Id = Id, Title = "Reports", Status = "completed", Completion = new CompletionView(180, 20, 200, 90), Children = [child], MoreChildren = 3, MoreFiles = new SentCounts(75, 75, 0, 0) }] },
        };
        var tree = Render<FamilyTree>(parameters => parameters.Add(shown => shown.Batch, batch));

        Assert.Equal("Resubmissions", tree.Find("h2").TextContent);
        Assert.Equal("/batches/batch-abc123", tree.Find(".family > ul > li > .member a").GetAttribute("href"));
        var inner = tree.Find(".family ul ul .member");
        Assert.Equal("page", inner.GetAttribute("aria-current"));
        Assert.Contains("20 files: 18 succeeded, 2 failed", inner.TextContent, StringComparison.Ordinal);
        Assert.Contains("90 %", inner.TextContent, StringComparison.Ordinal);
        Assert.Equal("/resubmissions/sent-1", inner.QuerySelector("a:last-of-type")!.GetAttribute("href"));
        Assert.DoesNotContain('\u202e', inner.TextContent);
        Assert.Contains("and 3 more batches with 75 files: 75 succeeded", tree.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_row_that_is_fixed_says_so_and_leads_to_what_fixed_it()
    {
        var row = Render<JobRows>(parameters => parameters
            .Add(shown => shown.Rows, [Views.FailedRow(Id, 2) with { FixedBy = new JobAddress(New, "job-9") }])
            .Add(shown => shown.Viewer, new Viewer())
            .Add(shown => shown.Selection, new JobSelection()));

        var link = row.Find("td:nth-child(4) a");
        Assert.Equal("fixed", link.TextContent);
        Assert.Equal("/batches/batch-new/jobs/job-9", link.GetAttribute("href"));
        Assert.Contains("Failed", row.Find("td:nth-child(4)").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SentOutcome.Succeeded, "succeeded")]
    [InlineData(SentOutcome.Failed, "failed again")]
    [InlineData(SentOutcome.Skipped, "not processed: Wickson skipped it as a duplicate, or it was cancelled")]
    [InlineData(SentOutcome.Waiting, "no outcome yet")]
    public void A_job_page_tells_what_became_of_its_file(SentOutcome outcome, string words)
    {
        Results.Job = (id, key) => new Answer<JobDetail>(Views.FailedJob(id, key) with
        {
            Lineage = new JobLineageView([File(outcome) with { Job = outcome == SentOutcome.Skipped ? null : "job-9" }], []),
        });

        var lines = JobPage().Find("section[aria-label='Sent again']");

        Assert.Contains("Sent again as", lines.TextContent, StringComparison.Ordinal);
        Assert.Contains(words, lines.TextContent, StringComparison.Ordinal);
        Assert.Equal(outcome == SentOutcome.Skipped ? 1 : 2, lines.QuerySelectorAll("a").Length);
    }

    [Fact]
    public void The_page_of_a_corrected_file_leads_back()
    {
        Results.Job = (id, key) => new Answer<JobDetail>(Views.FailedJob(id, key) with { Lineage = new JobLineageView([], [File(SentOutcome.Failed)]) });

        var lines = JobPage().Find("section[aria-label='Sent again']");

        Assert.Contains("This is the corrected version of", lines.TextContent, StringComparison.Ordinal);
        Assert.Equal("/batches/batch-abc123/jobs/job-abc456", lines.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void A_job_that_was_never_sent_again_says_nothing_of_it() => Assert.Empty(JobPage().FindAll("section[aria-label='Sent again']"));

    [Fact]
    public void What_to_do_tells_how_often_the_advice_helped()
    {
        Results.Rates = Rates(new SentCounts(40, 38, 2, 0));

        Assert.Contains("Of 40 files sent after this advice, 38 succeeded, 2 failed.", JobPage().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_that_nobody_followed_yet_says_nothing_of_it() => Assert.DoesNotContain("sent after this advice", JobPage().Markup, StringComparison.Ordinal);

    [Fact]
    public void The_errors_page_shows_the_rates_with_their_weeks_in_words()
    {
        var where = new ErrorTrendBatch(Id, "Reports", 12, new JobQuery { ErrorCodes = ["format_error"] });
        Results.Trends = query => new(new ErrorTrends(query, [], 1, [new ErrorTrend("format_error", 12, null, [where]) { Fixed = 9 }], [], []));
        Results.Rates = Rates(new SentCounts(40, 30, 10, 0));

        var page = Render<AllErrors>();

        Assert.Contains("12 failures, 3 of them still failing,", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Success of the advice", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Change the file", page.Markup, StringComparison.Ordinal);
        Assert.Contains("75 %", page.Markup, StringComparison.Ordinal);
        Assert.Equal("week of 30 Dec 2024: 30 of 40 succeeded", page.Find(".weeks svg[role=img]").GetAttribute("aria-label"));
    }

    [Fact]
    public void The_figure_of_files_still_failing_leaves_fixed_ones_out_and_counts_a_file_once()
    {
        var figures = new OutcomeFigures(2, 220, 195, 25, []).With([(20, 15, 5)]);
        Results.Batches = query => new Answer<BatchList>(new BatchList([]) { Query = query, Known = 2, Figures = figures });

        var figure = Render<AllBatches>().FindAll(".figures dl div")[3];

        Assert.Contains("Files still failing", figure.TextContent, StringComparison.Ordinal);
        Assert.Equal("5", figure.QuerySelector("dd")!.TextContent.Trim());
        Assert.Equal("5: 25 failed, 15 of them succeeded when they were sent again", figure.QuerySelector("dd")!.GetAttribute("title"));
    }

    [Fact]
    public void The_page_of_an_error_type_tells_how_many_still_fail()
    {
        Results.ErrorGroup = (id, type, page) =>
        {
            var detail = Views.ErrorGroup(id, type, page);
            return new Answer<ErrorGroupDetail>(detail with { Group = detail.Group with { Fixed = 9 } });
        };

        var page = Render<OneErrorType>(parameters => parameters.Add(shown => shown.BatchIdText, Id.Value).Add(shown => shown.ErrorTypeText, "format_error"));

        Assert.Contains("3 still failing, 9 fixed since", page.Find(".page-facts").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<OneJob> JobPage() =>
        Render<OneJob>(parameters => parameters.Add(page => page.BatchIdText, Id.Value).Add(page => page.JobKey, "job-abc456"));

    private static SentFile File(SentOutcome outcome) => new()
    {
        Source = new JobAddress(Id, "job-abc456"),
        SourceName = "financial_data.xlsx",
        FileName = "financial_data.pdf",
        Batch = New,
        Job = "job-9",
        Outcome = outcome,
    };

    private static AdviceRates Rates(SentCounts files) =>
        new([new AdviceRate("format_error", "ChangeFile", files, [new AdviceWeek(new DateOnly(2024, 12, 30), files)])]);
}
