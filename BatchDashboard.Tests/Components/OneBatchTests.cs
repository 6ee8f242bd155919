using BatchDashboard.Components;
using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Pages;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class OneBatchTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void The_query_string_is_the_question()
    {
        Navigation.NavigateTo("/batches/batch-abc123?status=failed&page=2");

        Page();

        Assert.Equal("batch batch-abc123?status=failed&page=2", Assert.Single(Results.Asked));
    }

    [Fact]
    public void A_batch_that_ended_empty_expects_nothing_any_more()
    {
        Results.Batch = (id, query) => Task.FromResult(new Answer<BatchPage>(Views.Page(id, query) with
        {
            Batch = Views.Batch(id) with { Completion = new CompletionView(0, 0, 0, null), MediaTypes = [], Size = new SizeView(0, null, null, null, null), Errors = [] },
        }));

        var page = Page();

        Assert.DoesNotContain(" yet", page.Find(".cards").TextContent, StringComparison.Ordinal);
        Assert.Contains("No file has finished.", page.Find(".cards").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_used_of_the_query_string_is_told()
    {
        Navigation.NavigateTo("/batches/batch-abc123?page=-1&pageSize=7&sort=colour");

        var page = Page();

        Assert.Equal("batch batch-abc123", Assert.Single(Results.Asked));
        Assert.Equal(3, page.FindAll(".notices li").Count);
    }

    [Fact]
    public void Another_query_string_is_another_question_and_the_page_stays_until_it_is_answered()
    {
        Navigation.NavigateTo("/batches/batch-abc123");
        var page = Page();
        var next = new TaskCompletionSource<Answer<BatchPage>>();
        Results.Batch = (_, _) => next.Task;

        page.Find("button[aria-label='Next page']").Click();

        Assert.Equal("batch batch-abc123?page=2", Results.Asked[^1]);
        Assert.Equal("1–50 of 200", page.Find(".range").TextContent);
        Assert.Equal("true", page.Find(".stack").GetAttribute("aria-busy"));

        next.SetResult(new Answer<BatchPage>(Views.Page(Id, new JobQuery { Page = 2 })));
        page.WaitForAssertion(() => Assert.Equal("51–100 of 200", page.Find(".range").TextContent));
    }

    [Fact]
    public void Jobs_that_move_to_the_next_page_of_a_batch_that_grows_are_said_and_not_shown_twice()
    {
        // Newest first, ten more at each request.
        var jobs = 60;
        Results.Batch = (id, query) =>
        {
            jobs += 10;
            var first = jobs - ((query.Page - 1) * 25);
            var rows = Enumerable.Range(0, 25).Select(index => Views.Row(id, first - index) with { JobId = $"job-{first - index}" }).ToList();
            var page = Views.Page(id, query);
            return Task.FromResult(new Answer<BatchPage>(page with { Jobs = page.Jobs with { Rows = rows, PageCount = 4 } }));
        };
        Navigation.NavigateTo("/batches/batch-abc123?pageSize=25");
        var page = Page();
        Assert.Empty(page.FindAll(".notices li"));
        Assert.Equal(25, page.FindAll("#jobs tbody tr").Count);

        page.Find("button[aria-label='Next page']").Click();

        page.WaitForAssertion(() => Assert.Equal("10 jobs moved here from page 1 as the batch grew, and are not shown again.", page.Find(".notices li").TextContent.Trim()));
        Assert.Equal(15, page.FindAll("#jobs tbody tr").Count);

        Results.Change(Id);
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal("20 jobs moved here from page 1 as the batch grew, and are not shown again.", page.Find(".notices li").TextContent.Trim()));

        page.Find("button[aria-label='Previous page']").Click();
        page.WaitForAssertion(() => Assert.Equal(25, page.FindAll("#jobs tbody tr").Count));
        Assert.Empty(page.FindAll(".notices li"));
    }

    [Fact]
    public void Quick_steps_add_up_and_only_the_last_answer_is_shown()
    {
        Navigation.NavigateTo("/batches/batch-abc123");
        var page = Page();
        var answers = new Dictionary<int, TaskCompletionSource<Answer<BatchPage>>>();
        Results.Batch = (_, query) => (answers[query.Page] = new TaskCompletionSource<Answer<BatchPage>>()).Task;

        for (var step = 0; step < 3; step++)
        {
            page.Find("button[aria-label='Next page']").Click();
        }

        Assert.Equal("/batches/batch-abc123?page=4", PathAndQuery);
        Assert.True(page.Find("button[aria-label='Next page']").HasAttribute("disabled"));
        foreach (var number in new[] { 3, 4, 2 })
        {
            answers[number].SetResult(new Answer<BatchPage>(Views.Page(Id, new JobQuery { Page = number })));
        }

        page.WaitForAssertion(() => Assert.Equal("151–200 of 200", page.Find(".range").TextContent));
        page.WaitForAssertion(() => Assert.Equal("false", page.Find("#jobs").GetAttribute("aria-busy")));
    }

    [Fact]
    public void While_another_page_of_jobs_is_awaited_the_panels_above_are_not_drawn_again()
    {
        Navigation.NavigateTo("/batches/batch-abc123");
        var page = Page();
        var gauge = page.FindComponent<CompletionGauge>();
        var drawn = gauge.RenderCount;
        Results.Batch = (_, _) => new TaskCompletionSource<Answer<BatchPage>>().Task;

        page.Find("button[aria-label='Next page']").Click();

        Assert.Equal("true", page.Find("#jobs").GetAttribute("aria-busy"));
        Assert.Equal(drawn, gauge.RenderCount);
    }

    [Fact]
    public void A_change_of_the_batch_does_not_make_the_grid_look_busy()
    {
        var page = Page();
        var slow = new TaskCompletionSource<Answer<BatchPage>>();
        Results.Batch = (_, _) => slow.Task;
        Results.Change(Id);
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal(2, Results.Asked.Count));

        Assert.Equal("false", page.Find("#jobs").GetAttribute("aria-busy"));
    }

    [Fact]
    public void An_id_that_is_none_asks_nobody()
    {
        var page = Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, "../../etc/passwd"));

        Assert.Empty(Results.Asked);
        Assert.Contains("cannot be a batch id", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/", page.Find("a.button").GetAttribute("href"));
    }

    [Fact]
    public void While_the_answer_is_awaited_the_frame_is_there()
    {
        var waiting = new TaskCompletionSource<Answer<BatchPage>>();
        Results.Batch = (_, _) => waiting.Task;

        var page = Page();
        Assert.Equal("batch-abc123", page.Find("h1").TextContent);
        Assert.NotEmpty(page.FindAll(".mud-skeleton"));

        waiting.SetResult(new Answer<BatchPage>(Views.Page(Id, JobQuery.Default)));
        page.WaitForAssertion(() => Assert.Equal("Monthly Reports Processing", page.Find("h1").TextContent));
    }

    [Fact]
    public void A_failing_api_shows_the_copy_with_the_reason()
    {
        Results.Batch = (id, query) => Task.FromResult(new Answer<BatchPage>(
            Views.Page(id, query),
            new Problem(ProblemKind.ApiFailed, "Wickson did not answer within 30 s.", "Try again in a minute.") { Code = "processing_error", RequestId = "req_1" }));

        var page = Page();

        var alert = page.Find("[role=alert]").TextContent;
        Assert.Contains("Wickson did not answer within 30 s.", alert, StringComparison.Ordinal);
        Assert.Contains("processing_error", alert, StringComparison.Ordinal);
        Assert.Contains("req_1", alert, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[role=meter]"));
    }

    [Fact]
    public void A_failing_api_without_a_copy_offers_another_try()
    {
        var fails = true;
        Results.Batch = (id, query) => Task.FromResult(fails
            ? new Answer<BatchPage>(null, new Problem(ProblemKind.ApiFailed, "Wickson refused the connection.", "Try again."))
            : new Answer<BatchPage>(Views.Page(id, query)));
        var page = Page();

        fails = false;
        page.FindAll("button").Single(button => button.TextContent == "Try again").Click();

        Assert.NotEmpty(page.FindAll("[role=meter]"));
    }

    [Fact]
    public void A_change_of_the_batch_is_shown_after_a_short_pause_and_only_once()
    {
        var page = Page();
        var before = Results.Asked.Count;

        Results.Change(Id);
        Results.Change(Id);
        Results.Change(BatchId.Parse("another"));
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(before + 1, Results.Asked.Count));
    }

    [Fact]
    public void Changes_that_come_faster_than_answers_do_not_keep_the_page_from_any()
    {
        var page = Page();
        var slow = new TaskCompletionSource<Answer<BatchPage>>();
        Results.Batch = (_, _) => slow.Task;
        for (var change = 0; change < 3; change++)
        {
            Results.Change(Id);
            Time.Advance(TimeSpan.FromSeconds(1));
            page.WaitForAssertion(() => Assert.Equal(2, Results.Asked.Count));
        }

        slow.SetResult(new Answer<BatchPage>(Views.Page(Id, new JobQuery { Page = 2 })));

        page.WaitForAssertion(() => Assert.Equal("51–100 of 200", page.Find(".range").TextContent));
        page.WaitForAssertion(() => Assert.Equal(3, Results.Asked.Count));
    }

    [Fact]
    public void A_page_that_gets_another_batch_follows_that_one()
    {
        var page = Page();

        page.Render(parameters => parameters.Add(shown => shown.BatchIdText, "batch-other"));
        var before = Results.Asked.Count;
        Results.Change(BatchId.Parse("batch-other"));
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(before + 1, Results.Asked.Count));
        Assert.Equal(1, Results.Subscribers);
    }

    [Fact]
    public void The_failure_of_an_action_goes_with_the_question_it_was_asked_for()
    {
        Results.ActionProblem = new Problem(ProblemKind.RateLimited, "The hour's requests are spent.", "Wait.");
        var page = Page();
        page.FindAll("button").Single(button => button.TextContent == "Refresh").Click();
        Assert.Single(page.FindAll("[role=alert]"));

        page.Find("button[aria-label='Next page']").Click();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")));
    }

    [Fact]
    public async Task A_page_that_is_left_no_longer_listens()
    {
        Page();
        Assert.Equal(1, Results.Subscribers);

        await DisposeComponentsAsync();

        Assert.Equal(0, Results.Subscribers);
    }

    [Fact]
    public void Refresh_asks_the_api_anew_and_a_refusal_is_shown_over_the_copy()
    {
        Results.ActionProblem = new Problem(ProblemKind.RateLimited, "The hour's requests are spent.", "Wait.");
        var page = Page();

        page.FindAll("button").Single(button => button.TextContent == "Refresh").Click();

        Assert.Contains("refresh batch-abc123", Results.Asked);
        Assert.Contains("The hour's requests are spent.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_action_came_to_is_the_last_word()
    {
        Navigation.NavigateTo("/batches/batch-abc123?status=failed");
        var page = Page();
        var announcer = Services.GetRequiredService<Announcer>();

        page.FindAll("button").Single(button => button.TextContent == "Refresh").Click();
        Assert.Equal("The batch was read anew.", announcer.Text);

        var asked = Results.Asked.Count;
        Results.Change(Id);
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal(asked + 1, Results.Asked.Count));
        Assert.Equal("The batch was read anew.", announcer.Text);
    }

    private IRenderedComponent<OneBatch> Page() =>
        Render<OneBatch>(parameters => parameters.Add(page => page.BatchIdText, Id.Value));
}
