using System.Net;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>Batches of corrected files are sent once each, and what became of them is known, whatever happens in between.</summary>
public sealed class SendingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_accepted_batch_is_known_by_its_id_and_stands_on_the_batches_page()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 10), ("größe \"2\".txt", 20));

        var (status, answer) = await sending.SendAsync(id, 1, 10, 20);

        Assert.Equal((HttpStatusCode.OK, "accepted", true), (status, answer!.State, answer.GoesOn));
        var results = sending.App.Services.GetRequiredService<IResultsService>();
        Assert.Contains((await results.GetBatchesAsync(new BatchListQuery(), Cancellation)).Value!.Items, item => item.Id.Value == answer.BatchId);
        var page = (await results.GetBatchAsync(BatchId.Parse(answer.BatchId!), JobQuery.Default, Cancellation)).Value!;
        Assert.Equal("reports-collection", page.Batch.Collection);
        Assert.Equal([("a.pdf", 10L), ("größe \"2\".txt", 20L)], page.Jobs.Rows.Select(row => (row.FileName!, row.SizeBytes!.Value)));
        var found = (await sending.Service.FindAsync(id, Cancellation)).Value!;
        Assert.NotNull(found.EndedAt);
        Assert.Equal(["job-0", "job-1"], (await sending.App.Services.GetRequiredService<ResubmissionStore>().SentJobsAsync(Sending.Source, Cancellation)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_tabs_cannot_send_the_same_batch_twice()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => sending.SendAsync(id, 1)));
        var late = await sending.SendAsync(id, 1);

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal(HttpStatusCode.Conflict, answer.Status));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("not sent again", late.Answer!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_another_resubmission_sent_since_they_were_planned_are_not_paid_for_twice()
    {
        await using var sending = await Sending.StartAsync();
        var first = await sending.PlanAsync(("a.pdf", 10), ("b.pdf", 20));
        var second = await sending.PlanAsync(("a.pdf", 10), ("b.pdf", 20));

        Assert.Equal("accepted", (await sending.SendAsync(second, 1, 10, 20)).Answer!.State);
        var late = await sending.SendAsync(first, 1, 10, 20);

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("sent meanwhile by another resubmission", late.Answer!.Sentence, StringComparison.Ordinal);
        Assert.Equal([ResubmittedBatchState.Planned], await sending.StatesAsync(first));

        // One that was planned since, for files that were sent before on purpose, goes.
        var third = await sending.PlanAsync(("a.pdf", 10), ("b.pdf", 20));
        Assert.Equal("accepted", (await sending.SendAsync(third, 1, 10, 20)).Answer!.State);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_the_one_that_was_sent_is_not_taken_for_it()
    {
        await using var sending = await Sending.StartAsync();
        var accepted = (await sending.SendAsync(await sending.PlanAsync(("other.pdf", 10)), 1, 10)).Answer!.BatchId!;
        var lost = await sending.PlanAsync(("a.pdf", 10));
        sending.Faults.NextUploads("lost-answer");
        Assert.Equal("unknown", (await sending.SendAsync(lost, 1, 10)).Answer!.State);

        async Task<string> RefusalAsync(string made) => (await sending.Service.ConfirmAsync(lost, 1, BatchId.Parse(made), Cancellation))!.Sentence;
        Assert.Contains("was there before", await RefusalAsync(Sending.Source), StringComparison.Ordinal);
        Assert.Contains("another one", await RefusalAsync(accepted), StringComparison.Ordinal);
        Assert.Contains("no-such-batch", await RefusalAsync("no-such-batch"), StringComparison.Ordinal);
        Assert.Equal([ResubmittedBatchState.Unknown], await sending.StatesAsync(lost));

        Assert.Null(await sending.Service.DenyAsync(lost, 1, Cancellation));
        Assert.Contains("settled", (await sending.Service.DenyAsync(lost, 1, Cancellation))!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_batch_to_send_is_refused_with_a_clear_answer()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(1);
        using var text = new StringContent("files");

        Assert.Equal(HttpStatusCode.NotFound, (await sending.SendAsync("0123456789abcdef", 1)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await sending.SendAsync(id, 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await sending.SendAsync("..%2F..%2Fetc", 1)).Status);
        var (status, answer) = await sending.SendAsync(id, 1, text);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("multipart/form-data", answer!.Sentence, StringComparison.Ordinal);
        using var foreign = await sending.App.SendAsync(HttpMethod.Post, $"/resubmissions/{id}/batches/1", Cancellation, ("Origin", "https://elsewhere.example"));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(ResubmittedBatchState.Planned, (await sending.BatchAsync(id, 1)).State);
    }

    [Theory]
    [InlineData("402", "paid up", false)]
    [InlineData("413", "too large", true)]
    [InlineData("429", "used up", false)]
    [InlineData("503", "503", false)]
    public async Task After_a_refusal_in_the_middle_the_rest_is_sent_and_what_was_accepted_is_not(string fault, string words, bool goesOn)
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(3);
        sending.Faults.NextUploads("", fault);

        var first = await sending.SendAsync(id, 1);
        var second = await sending.SendAsync(id, 2);

        Assert.Equal(("accepted", "refused", goesOn), (first.Answer!.State, second.Answer!.State, second.Answer.GoesOn));
        Assert.Contains(words, second.Answer.Sentence, StringComparison.Ordinal);
        Assert.Equal([ResubmittedBatchState.Accepted, ResubmittedBatchState.Refused, ResubmittedBatchState.Planned], await sending.StatesAsync(id));
        if (fault == "429")
        {
            return; // Until the end of the pause nothing is asked, which is the budget's own matter.
        }

        Assert.Equal(HttpStatusCode.Conflict, (await sending.SendAsync(id, 2)).Status);
        Assert.Null(await sending.Service.PlanAgainAsync(id, [1, 2, 3], Cancellation));
        Assert.Equal(HttpStatusCode.Conflict, (await sending.SendAsync(id, 1)).Status);
        Assert.Equal("accepted", (await sending.SendAsync(id, 2)).Answer!.State);
        Assert.Equal("accepted", (await sending.SendAsync(id, 3)).Answer!.State);
        Assert.Equal(first.Answer.BatchId, (await sending.BatchAsync(id, 1)).BatchId);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_made_nothing_and_can_be_sent_again()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 20_000_000), ("b.pdf", 20_000_000));
        sending.Faults.NextUploads("cut-upload");

        var cut = await sending.SendAsync(id, 1, 20_000_000, 20_000_000);

        Assert.Equal(("cancelled", false), (cut.Answer!.State, cut.Answer.GoesOn));
        Assert.Null(await sending.Service.PlanAgainAsync(id, [1], Cancellation));
        Assert.Equal("accepted", (await sending.SendAsync(id, 1, 20_000_000, 20_000_000)).Answer!.State);
    }

    [Fact]
    public async Task A_lost_answer_is_in_doubt_and_nothing_is_sent_again_until_an_operator_says_what_became_of_it()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(2);
        sending.Faults.NextUploads("lost-answer", "lost-answer");

        var lost = await sending.SendAsync(id, 1);
        await sending.SendAsync(id, 2);
        Assert.Equal(("unknown", false), (lost.Answer!.State, lost.Answer.GoesOn));
        Assert.Null((await sending.Service.FindAsync(id, Cancellation)).Value!.EndedAt);
        Assert.Equal(HttpStatusCode.Conflict, (await sending.SendAsync(id, 1)).Status);

        var wrong = await sending.Service.ConfirmAsync(id, 1, BatchId.Parse(Sending.Source), Cancellation);
        Assert.Contains("another one", wrong!.Sentence, StringComparison.Ordinal);
        var made = sending.App.Services.GetRequiredService<SandboxCatalog>().Sent[0];
        var unknown = await sending.Service.ConfirmAsync(id, 1, BatchId.Parse("batch-nobody-knows"), Cancellation);
        Assert.Equal(ProblemKind.NotFound, unknown!.Kind);

        Assert.Null(await sending.Service.DenyAsync(id, 2, Cancellation));
        Assert.Equal("The page shows what they found.", (await sending.Service.DenyAsync(id, 2, Cancellation))!.Advice);
        var again = await sending.SendAsync(id, 2);
        Assert.Equal("accepted", again.Answer!.State);
        Assert.NotNull(await sending.Service.ConfirmAsync(id, 1, BatchId.Parse(again.Answer.BatchId!), Cancellation));
        Assert.Null(await sending.Service.ConfirmAsync(id, 1, made, Cancellation));
        Assert.Equal([ResubmittedBatchState.Accepted, ResubmittedBatchState.Accepted], await sending.StatesAsync(id));
        Assert.NotNull(await sending.Service.ConfirmAsync(id, 1, made, Cancellation));
    }

    [Theory]
    [InlineData(9, "smaller")]
    [InlineData(11, "larger")]
    public async Task A_file_that_changed_since_it_was_chosen_ends_its_batch_before_the_api_has_it(int size, string words)
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 10), ("b.pdf", 10));

        var (_, answer) = await sending.SendAsync(id, 1, 10, size);

        Assert.Equal("cancelled", answer!.State);
        Assert.Contains($"“b.pdf” is {words}", answer.Sentence, StringComparison.Ordinal);
        Assert.True(answer.GoesOn);
        Assert.Null(await sending.Service.PlanAgainAsync(id, [1], Cancellation));
        Assert.Equal("accepted", (await sending.SendAsync(id, 1, 10, 10)).Answer!.State);
    }

    [Fact]
    public async Task Fewer_files_than_planned_make_no_batch()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 10), ("b.pdf", 10));

        Assert.Equal("cancelled", (await sending.SendAsync(id, 1, 10)).Answer!.State);
        Assert.Contains("1 of 2 files", (await sending.BatchAsync(id, 1)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_goes_away_in_the_middle_makes_no_batch()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 1_000_000));
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var content = new StalledForm();
        var request = sending.App.Client.PostAsync($"/resubmissions/{id}/batches/1", content, gone.Token);
        await content.Stalled;
        await UntilAsync(sending, id, ResubmittedBatchState.Sending);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        await UntilAsync(sending, id, ResubmittedBatchState.Cancelled);
    }

    [Fact]
    public async Task Cancelling_stops_what_is_on_its_way_and_what_is_planned()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 1_000_000), ("a.pdf", 5));
        using var content = new StalledForm();
        var request = sending.SendAsync(id, 1, content);
        await content.Stalled;
        await UntilAsync(sending, id, ResubmittedBatchState.Sending);

        Assert.Null(await sending.Service.CancelAsync(id, Cancellation));
        await UntilAsync(sending, id, ResubmittedBatchState.Cancelled);
        content.GoOn();
        await ((Task)request).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal([ResubmittedBatchState.Cancelled, ResubmittedBatchState.Cancelled], await sending.StatesAsync(id));
        Assert.NotNull((await sending.Service.FindAsync(id, Cancellation)).Value!.EndedAt);
        Assert.Equal(HttpStatusCode.Conflict, (await sending.SendAsync(id, 2)).Status);
        Assert.Null(await sending.Service.PlanAgainAsync(id, [1], Cancellation));
        Assert.Equal("accepted", (await sending.SendAsync(id, 1, 1_000_000)).Answer!.State);
    }

    [Fact]
    public async Task After_a_restart_what_was_on_its_way_is_in_doubt()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(2);
        Assert.True(await sending.App.Services.GetRequiredService<ResubmissionStore>().TryBeginAsync(id, 1, Cancellation));
        await sending.App.Services.GetRequiredService<Database>().WriteAsync(
            (context, token) => context.Database.ExecuteSqlAsync($"UPDATE resubmitted_batches SET alive_at = alive_at - {(long)LostUploads.Silence.TotalMilliseconds}", token),
            Cancellation);

        await sending.App.StopAsync(Cancellation);
        await sending.App.RestartAsync(Cancellation);

        await UntilAsync(sending, id, ResubmittedBatchState.Unknown);
        Assert.Equal([ResubmittedBatchState.Unknown, ResubmittedBatchState.Planned], await sending.StatesAsync(id));
        Assert.Contains("not known", (await sending.BatchAsync(id, 1)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_page_that_held_them_the_files_are_found_again_by_name_and_size()
    {
        await using var sending = await Sending.StartAsync();
        var id = await sending.PlanAsync(("a.pdf", 10), ("a.pdf", 20), ("a.pdf", 30));
        await sending.SendAsync(id, 1, 10);

        var found = await sending.Service.FindAgainAsync(
            id, [new(7, "x/a.pdf", "a.pdf", 30), new(8, "a.pdf", "a.pdf", 10), new(9, "a.pdf", "a.pdf", 21)], Cancellation);

        Assert.Equal([3], found.Keys);
        Assert.Equal([7], found[3]);
    }

    private static async Task UntilAsync(Sending sending, string id, ResubmittedBatchState state)
    {
        var changes = sending.App.Services.GetRequiredService<ResubmissionChanges>();
        while ((await sending.BatchAsync(id, 1)).State != state)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = changes.Subscribe(id, () => changed.TrySetResult());
            if ((await sending.BatchAsync(id, 1)).State != state)
            {
                await changed.Task.InTimeAsync();
            }
        }
    }
}
