using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Resolution.Lineage;
using BatchDashboard.Tests.Lineage;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Lineage;

/// <summary>New batches are followed until final, over real HTTP; the clock moves only when a test moves it.</summary>
public sealed class ResubmissionWatchTests : IAsyncLifetime
{
    // Hours pass in moments here: no request is to be given up on its way because of it.
    private static readonly (string, string?) Patient = ("Wickson:Timeout", "01:00:00");
    private static readonly BatchId Source = BatchId.Parse("batch-abc123");
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private NewBatch _new = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _new = new NewBatch(_api, "batch-new").Serve();
        _dashboard = await Dashboard.StartAsync(_api, Patient);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_new_batch_is_opened_polled_and_its_files_are_settled_when_it_ends()
    {
        await SendAsync(new Sent(Source.Value, "job-1") { FileName = "one.pdf" }, new Sent(Source.Value, "job-2") { FileName = "two.pdf" });
        await UntilAsync(async () => await _dashboard.Store.FindAsync(BatchId.Parse(_new.Id), Token) is { Status: "running" });
        Assert.Equal(new SentCounts(2, 0, 0, 0), (await LineageAsync()).Jobs);

        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var page = _dashboard.Changes.Subscribe(Source, _ => announced.TrySetResult());
        _new.Ended("one.pdf", "succeeded");
        _new.Ended("two.pdf", "failed");
        _new.Status = "completed";
        await UntilSettledAsync();

        await announced.Task.InTimeAsync();
        var lineage = await LineageAsync();
        Assert.Equal(new SentCounts(2, 1, 1, 0), lineage.Jobs);
        Assert.Equal(new JobAddress(BatchId.Parse(_new.Id), "batch-new-job-1"), lineage.Fixed["job-1"]);
        Assert.All(_dashboard.Log, line => Assert.DoesNotContain("not followed", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_of_the_source_hear_at_once_that_something_was_sent()
    {
        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var page = _dashboard.Changes.Subscribe(Source, _ => announced.TrySetResult());

        await SendAsync(new Sent(Source.Value, "job-1"));
        await UntilAsync(() => Task.FromResult(announced.Task.IsCompleted));

        Assert.Equal(1, (await LineageAsync()).Jobs.Waiting);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    public async Task A_file_without_a_job_in_a_batch_that_ended_was_not_processed(string status)
    {
        _new.Ended("one.pdf", "succeeded");
        _new.Status = status;
        await SendAsync(new Sent(Source.Value, "job-1") { FileName = "one.pdf" }, new Sent(Source.Value, "job-2") { FileName = "two.pdf" });

        await UntilSettledAsync();

        Assert.Equal(new SentCounts(2, 1, 0, 1), (await LineageAsync()).Jobs);
    }

    [Fact]
    public async Task A_batch_that_Wickson_does_not_know_stays_open_and_keeps_no_other_waiting()
    {
        _new.Failure = 404;
        await SendAsync(new Sent(Source.Value, "job-1"));
        var other = new NewBatch(_api, "batch-other") { Status = "completed" }.Serve();
        other.Ended("job-2.pdf", "succeeded");
        await SentRows.WriteAsync(_dashboard.File, new SentBatch(other.Id, new Sent(Source.Value, "job-2")) { Number = 2 });

        await UntilAsync(async () => (await LineageAsync()).Fixed.ContainsKey("job-2"));

        Assert.Equal(_new.Id, Assert.Single(await _dashboard.Lineage.UnsettledAsync(Token)).Id.Value);
        Assert.Equal(1, (await LineageAsync()).Jobs.Waiting);
    }

    [Fact]
    public async Task An_API_that_is_down_is_asked_less_and_less_and_the_files_are_settled_when_it_is_back()
    {
        _new.Failure = 503;
        await SendAsync(new Sent(Source.Value, "job-1"));
        await UntilAsync(() => Task.FromResult(_new.Requests > 0));
        var asked = _new.Requests;
        var later = _dashboard.Clock.GetUtcNow().AddHours(2);
        await UntilInHoursAsync(() => Task.FromResult(_dashboard.Clock.GetUtcNow() > later));
        Assert.Single(await _dashboard.Lineage.UnsettledAsync(Token));

        // Pauses grow from ten seconds to a quarter of an hour: about 14 in two hours, each asked three times at most.
        Assert.InRange(_new.Requests - asked, 1, 60);
        _new.Ended("job-1.pdf", "succeeded");
        (_new.Status, _new.Failure) = ("completed", null);
        await UntilSettledAsync();

        Assert.True((await LineageAsync()).FixedJobs.Contains("job-1"));
    }

    [Fact]
    public async Task A_restart_goes_on_with_what_was_unsettled()
    {
        await SendAsync(new Sent(Source.Value, "job-1"));
        await UntilAsync(async () => await _dashboard.Store.FindAsync(BatchId.Parse(_new.Id), Token) is not null);
        await _dashboard.StopAsync();
        _new.Ended("job-1.pdf", "succeeded");
        _new.Status = "completed";

        await using var again = await _dashboard.AgainAsync(_api, Patient);
        await UntilAsync(again, async () => (await again.Lineage.UnsettledAsync(Token)).Count == 0);

        Assert.Equal(["job-1"], (await again.Lineage.FindAsync(Source, Token)).FixedJobs);
    }

    [Fact]
    public async Task A_batch_in_which_nothing_moves_costs_little()
    {
        await SendAsync(new Sent(Source.Value, "job-1"));
        await UntilAsync(async () => await _dashboard.Store.FindAsync(BatchId.Parse(_new.Id), Token) is { Status: "running" });
        var later = _dashboard.Clock.GetUtcNow().AddHours(1).AddMinutes(5);
        await UntilInHoursAsync(() => Task.FromResult(
            _dashboard.Clock.GetUtcNow() > later && !_dashboard.Changes.Looked().Batches.Contains(BatchId.Parse(_new.Id))));
        var asked = _new.Requests;

        later = _dashboard.Clock.GetUtcNow().AddHours(8);
        await UntilInHoursAsync(() => Task.FromResult(_dashboard.Clock.GetUtcNow() > later));

        // Every quarter of an hour, however far the turned clock overtakes an answer.
        Assert.InRange(_new.Requests - asked, 1, 33);
    }

    [Fact]
    public async Task Files_of_a_batch_that_Wickson_does_not_know_for_a_day_are_given_up_and_can_be_sent_again()
    {
        _new.Failure = 404;
        await SendAsync(new Sent(Source.Value, "job-1"), new Sent(Source.Value, "job-2"));
        var (sentAt, wasWaiting) = (_dashboard.Clock.GetUtcNow(), false);

        await UntilInHoursAsync(async () =>
        {
            wasWaiting |= _dashboard.Clock.GetUtcNow() > sentAt.AddHours(23) && (await LineageAsync()).Jobs.Waiting == 2;
            return (await _dashboard.Lineage.UnsettledAsync(Token)).Count == 0;
        });

        Assert.True(wasWaiting);
        Assert.Equal(new SentCounts(2, 0, 0, 0, Lost: 2), (await LineageAsync()).Jobs);
        Assert.Empty(await _dashboard.Services.GetRequiredService<ResubmissionStore>().SentJobsAsync(Source.Value, Token));
        Assert.Contains(_dashboard.Log, line => line.Contains("does not know batch batch-new any more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_that_Wickson_forgets_while_it_runs_is_given_up_with_what_its_copy_tells()
    {
        _new.Ended("one.pdf", "succeeded");
        await SendAsync(new Sent(Source.Value, "job-1") { FileName = "one.pdf" }, new Sent(Source.Value, "job-2") { FileName = "two.pdf" });
        await UntilAsync(async () => await _dashboard.Store.FindAsync(BatchId.Parse(_new.Id), Token) is { Status: "running" });

        _new.Failure = 404;
        await UntilInHoursAsync(async () => (await _dashboard.Lineage.UnsettledAsync(Token)).Count == 0);

        Assert.Equal(new SentCounts(2, 1, 0, 0, Lost: 1), (await LineageAsync()).Jobs);
    }

    [Fact]
    public async Task In_cache_mode_nobody_is_asked()
    {
        await SendAsync(new Sent(Source.Value, "job-1"));
        await _dashboard.StopAsync();
        var before = _api.Requests.Count;

        await using var cached = await _dashboard.AgainAsync(_api, Patient, ("Results:Source", "Cache"));
        for (var turn = 0; turn < 100; turn++)
        {
            cached.Clock.Advance(ResubmissionWatch.Interval);
            await cached.Results.GetBatchesAsync(new BatchListQuery(), Token);
        }

        Assert.Equal(before, _api.Requests.Count);
        Assert.Single(await cached.Lineage.UnsettledAsync(Token));
    }

    [Fact]
    public async Task With_the_sandbox_the_effective_completion_of_the_source_rises()
    {
        var page = await _dashboard.Results.GetBatchAsync(Source, new JobQuery { Statuses = ["failed"] }, Token);
        await _dashboard.CopyAsync("batch-all-succeeded");
        var corrected = (await _dashboard.Results.GetBatchAsync(BatchId.Parse("batch-all-succeeded"), JobQuery.Default, Token)).Value!.Jobs.Rows;
        var failed = page.Value!.Jobs.Rows.Take(5).ToList();
        await SentRows.WriteAsync(_dashboard.File, new SentBatch(
            "batch-all-succeeded", [.. failed.Zip(corrected, (from, to) => new Sent(Source.Value, from.Key) { FileName = to.FileName!, Code = from.ErrorCode })]));
        await UntilSettledAsync();

        var shown = (await _dashboard.Results.GetBatchAsync(Source, new JobQuery { Statuses = ["failed"] }, Token)).Value!;
        Assert.Equal(90, shown.Batch.Completion.Percent);
        Assert.Equal(92.5, shown.Batch.Lineage!.Effective!.Effective);
        Assert.Equal(5, shown.Jobs.Rows.Count(row => row.FixedBy is not null));
        Assert.Equal(5, shown.Batch.Errors.Sum(group => group.Fixed));
        var known = (await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items.Single(item => item.Id == Source);
        Assert.Equal(5, known.Fixed);
    }

    private Task SendAsync(params Sent[] files) =>
        SentRows.WriteAsync(_dashboard.File, new SentBatch(_new.Id, files) { SentAt = _dashboard.Clock.GetUtcNow() });

    private Task<BatchLineage> LineageAsync() => _dashboard.Lineage.FindAsync(Source, Token);

    private Task UntilSettledAsync() => UntilAsync(async () => (await _dashboard.Lineage.UnsettledAsync(Token)).Count == 0);

    private Task UntilAsync(Func<Task<bool>> condition) => UntilAsync(_dashboard, condition);

    private Task UntilInHoursAsync(Func<Task<bool>> condition) => UntilAsync(_dashboard, condition, TimeSpan.FromMinutes(5));

    /// <summary>Moves the clock turn by turn until the condition is true.</summary>
    private static async Task UntilAsync(Dashboard dashboard, Func<Task<bool>> condition, TimeSpan? turn = null)
    {
        while (!await condition())
        {
            dashboard.Clock.Advance(turn ?? ResubmissionWatch.Interval);
            await dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token);
        }
    }
}
