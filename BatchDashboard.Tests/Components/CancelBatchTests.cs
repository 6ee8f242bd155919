using BatchDashboard.Components;
using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class CancelBatchTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-running");

    private static BatchView Running { get; } = Views.Batch(Id) with
    {
        Status = "running",
        State = BatchState.Running,
        Completion = new CompletionView(100, 3, 1200, 8.3),
    };

    [Theory]
    [InlineData("completed")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public void A_final_batch_has_nothing_to_cancel(string status) =>
        Assert.Equal("", Shown(Running with { Status = status }).Markup.Trim());

    [Fact]
    public void Saved_results_cannot_be_cancelled()
    {
        Results.Mode = SourceMode.Cache;
        Assert.Equal("", Shown(Running).Markup.Trim());
    }

    [Fact]
    public void Nothing_is_cancelled_before_it_was_said_what_that_does()
    {
        var shown = Shown(Running);
        Assert.Empty(shown.FindAll("h2"));
        Assert.Equal("Wickson documents pause and resume, but offers only cancel.", shown.Find("#" + shown.Find("button").GetAttribute("aria-describedby")).TextContent);

        shown.Find("button").Click();

        var text = shown.Find("dialog").TextContent;
        Assert.Contains("not processed any more", text, StringComparison.Ordinal);
        Assert.Contains("1,097 files at the last look", text, StringComparison.Ordinal);
        Assert.Contains("done stay as they are", text, StringComparison.Ordinal);
        Assert.Contains("cannot be resumed", text, StringComparison.Ordinal);
        Assert.Contains("must be sent again", text, StringComparison.Ordinal);
        Assert.Equal(shown.Find("h2").Id, shown.Find("dialog").GetAttribute("aria-labelledby"));
        Assert.DoesNotContain($"cancel {Id}", Results.Asked);

        Press(shown, "Keep it running");
        Assert.DoesNotContain($"cancel {Id}", Results.Asked);
        Assert.Empty(shown.FindAll("h2"));
    }

    [Fact]
    public void A_confirmed_cancellation_is_said_and_takes_the_button_away()
    {
        var shown = Shown(Running);
        shown.Find("button").Click();

        Press(shown, "Cancel the batch");

        Assert.Contains($"cancel {Id}", Results.Asked);
        Assert.Equal("The batch is cancelled; it was running.", Services.GetRequiredService<Announcer>().Text);
        Assert.Equal("The batch is cancelled; it was running.", shown.Find("p").TextContent);
        Assert.Empty(shown.FindAll("button"));
    }

    [Fact]
    public void It_is_asked_once_while_the_answer_is_awaited()
    {
        var answer = new TaskCompletionSource<Answer<CancelledBatch>>();
        Results.Cancel = _ => answer.Task;
        var shown = Shown(Running);
        shown.Find("button").Click();

        Press(shown, "Cancel the batch");

        Assert.All(shown.FindAll("dialog button"), button => Assert.True(button.HasAttribute("disabled")));
        answer.SetResult(new Answer<CancelledBatch>(new CancelledBatch(Id, null, null)));
        shown.WaitForAssertion(() => Assert.Equal("The batch is cancelled.", shown.Find("p").TextContent));
    }

    [Fact]
    public void A_failure_stays_in_the_dialog_with_its_reason()
    {
        Results.Cancel = _ => Task.FromResult(new Answer<CancelledBatch>(null, new Problem(ProblemKind.ApiFailed, "It went wrong.", "Do this.") { Code = "odd" }));
        var shown = Shown(Running);
        shown.Find("button").Click();

        Press(shown, "Cancel the batch");

        Assert.Contains("It went wrong.", shown.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Press(shown, "Close");
        Assert.Empty(shown.FindAll("[role=alert]"));
        shown.Find("button").Click();
        Assert.Empty(shown.FindAll("[role=alert]"));
    }

    [Fact]
    public void Escape_leaves_the_batch_alone()
    {
        var shown = Shown(Running);
        shown.Find("button").Click();

        shown.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);

        Assert.Empty(shown.FindAll("h2"));
        Assert.DoesNotContain($"cancel {Id}", Results.Asked);
    }

    [Fact]
    public void Another_batch_on_the_same_page_starts_afresh()
    {
        var shown = Shown(Running);
        shown.Find("button").Click();
        Press(shown, "Cancel the batch");

        shown.Render(parameters => parameters.Add(one => one.Batch, Running with { Id = BatchId.Parse("other") }));

        Assert.Equal("Cancel batch", shown.Find("button").TextContent);
    }

    private IRenderedComponent<CancelBatch> Shown(BatchView batch) => Render<CancelBatch>(parameters => parameters.Add(one => one.Batch, batch));

    private static void Press(IRenderedComponent<CancelBatch> shown, string name) =>
        shown.FindAll("dialog button").Single(button => button.TextContent == name).Click();
}
