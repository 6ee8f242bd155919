using BatchDashboard.Lineage;
using BatchDashboard.Tests.Data;

namespace BatchDashboard.Tests.Lineage;

public sealed class ResubmissionStoreTests : IAsyncLifetime
{
    private const string Id = "sent-1";
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private TemporaryCache _cache = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ResubmissionStore Store => _cache.Resubmissions;

    public async ValueTask InitializeAsync() => _cache = await TemporaryCache.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_plan_is_read_as_it_was_stored()
    {
        await Store.CreateAsync(
            new NewResubmission(
                Id, "docs", true, "Ada",
                [
                    new ResubmittedFile(1, "batch-b", "job-1", "a\0.key", "format_error", "ChangeFile", "a.pdf", 10),
                    new ResubmittedFile(2, "batch-a", "job-2", null, null, null, "b.pdf", 20),
                    new ResubmittedFile(2, "batch-b", "job-3", null, null, null, "c.pdf", 3_000_000_000),
                ]),
            Token);

        var found = (await Store.FindAsync(Id, Token))!;
        var startedAt = TestDatabase.IsPostgreSql ? found.StartedAt : _cache.Clock.GetUtcNow();
        Assert.Equal((Id, "docs", true, "Ada", startedAt, null), (found.ResubmissionId, found.Collection, found.ForceOverwrite, found.StartedBy, found.StartedAt, found.EndedAt));
        Assert.Equal(["batch-b", "batch-a"], found.Sources);
        Assert.Equal(
            [new ResubmittedBatch(Id, 1, ResubmittedBatchState.Planned, 1, 10), new ResubmittedBatch(Id, 2, ResubmittedBatchState.Planned, 2, 3_000_000_020)],
            found.Batches);
        var file = Assert.Single(await Store.FilesAsync(Id, 1, Token));
        Assert.Equal(("a\uFFFD.key", "format_error", "ChangeFile", "a.pdf", null), (file.SourceName, file.ErrorCode, file.Verdict, file.FileName, file.Outcome));
        Assert.Equal(["b.pdf", "c.pdf"], (await Store.FilesAsync(Id, 2, Token)).Select(one => one.FileName));
        Assert.Null(await Store.FindAsync("sent-2", Token));
    }

    [Fact]
    public async Task Ten_thousand_files_are_stored_in_the_order_in_which_they_are_sent()
    {
        var files = Enumerable.Range(0, 10_000).Select(at => File(1 + (at / 25), $"job-{at}")).ToList();

        await Store.CreateAsync(new NewResubmission(Id, "docs", false, "Ada", files), Token);

        var batches = (await Store.FindAsync(Id, Token))!.Batches;
        Assert.Equal(Enumerable.Range(1, 400), batches.Select(batch => batch.Number));
        Assert.All(batches, batch => Assert.Equal((25, 25L), (batch.Files, batch.Bytes)));
        Assert.Equal(files.Select(file => file.SourceJob), (await Store.UnsentAsync(Id, Token)).Select(file => file.SourceJob));
        Assert.Equal(files.Skip(25).Take(25).Select(file => file.SourceJob), (await Store.FilesAsync(Id, 2, Token)).Select(file => file.SourceJob));
    }

    [Fact]
    public async Task Of_all_who_would_send_a_planned_batch_at_the_same_time_one_does()
    {
        await PlanAsync(Id, File(1, "job-1"), File(2, "job-2"));
        using var other = _cache.Again();
        await other.PrepareAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => (at % 2 == 0 ? _cache : other).Resubmissions.TryBeginAsync(Id, 1, Token)));

        Assert.Single(begun, isMine => isMine);
        Assert.Equal(ResubmittedBatchState.Sending, await StateAsync(1));
        Assert.Equal(ResubmittedBatchState.Planned, await StateAsync(2));
    }

    [Fact]
    public async Task A_batch_whose_sender_died_is_in_doubt_after_its_time_and_may_be_sent_once_an_operator_denies_it()
    {
        await PlanAsync(Id, File(1, "job-1"), File(2, "job-2"));
        Assert.True(await Store.TryBeginAsync(Id, 1, Token));
        Assert.True(await Store.TryBeginAsync(Id, 2, Token));
        _cache.Clock.Advance(Silence / 2);
        await TestDatabase.AgeAsync(_cache.Directory, "resubmitted_batches", "alive_at", Silence / 2);
        using var other = _cache.Again();
        other.Clock.SetUtcNow(_cache.Clock.GetUtcNow());
        await other.PrepareAsync();
        Assert.Empty(await other.Resubmissions.LoseSendingAsync(Silence, "Lost.", Token));
        await Store.KeepSendingAsync([(Id, 2)], Token);

        other.Clock.Advance(Silence / 2);
        await TestDatabase.AgeAsync(_cache.Directory, "resubmitted_batches", "alive_at", Silence / 2);
        Assert.Equal([Id], await other.Resubmissions.LoseSendingAsync(Silence, "Lost.", Token));

        Assert.Equal([ResubmittedBatchState.Unknown, ResubmittedBatchState.Sending], (await Store.FindAsync(Id, Token))!.Batches.Select(batch => batch.State));
        Assert.False(await other.Resubmissions.TryBeginAsync(Id, 1, Token));
        Assert.False(await Store.MoveAsync(Id, 1, ResubmittedBatchState.Sending, ResubmittedBatchState.Cancelled, "Too late.", Token));
        Assert.True(await Store.MoveAsync(Id, 1, ResubmittedBatchState.Unknown, ResubmittedBatchState.Planned, "Nothing was made.", Token));
        Assert.True(await other.Resubmissions.TryBeginAsync(Id, 1, Token));
        Assert.False(await Store.TryBeginAsync(Id, 1, Token));
    }

    [Fact]
    public async Task A_file_that_another_resubmission_sent_meanwhile_is_not_sent_twice_unless_it_failed_there()
    {
        await PlanAsync(Id, File(1, "job-1"), File(2, "job-2"));
        await PlanAsync("sent-2", File(1, "job-1"));
        Assert.True(await Store.TryBeginAsync("sent-2", 1, Token));
        Assert.False(await Store.TryBeginAsync(Id, 1, Token));
        Assert.True(await Store.TryBeginAsync(Id, 2, Token));
        Assert.True(await Store.MoveAsync("sent-2", 1, ResubmittedBatchState.Sending, ResubmittedBatchState.Unknown, null, Token));
        Assert.False(await Store.TryBeginAsync(Id, 1, Token));
        Assert.True(await Store.AcceptAsync("sent-2", 1, "batch-new", null, Token));
        Assert.False(await Store.TryBeginAsync(Id, 1, Token));

        await _cache.QueryAsync("UPDATE resubmitted_files SET outcome = 'failed' WHERE resubmission_id = 'sent-2'");
        Assert.True(await Store.TryBeginAsync(Id, 1, Token));
    }

    [Fact]
    public async Task A_file_that_was_sent_before_the_plan_may_be_sent_once_more()
    {
        await PlanAsync(Id, File(1, "job-1"));
        Assert.True(await Store.TryBeginAsync(Id, 1, Token));
        _cache.Clock.Advance(TimeSpan.FromSeconds(1));
        await PlanAsync("sent-2", File(1, "job-1"));

        Assert.True(await Store.TryBeginAsync("sent-2", 1, Token));
    }

    [Fact]
    public async Task Two_batches_that_were_sent_are_never_one_and_the_same()
    {
        await PlanAsync(Id, File(1, "job-1"), File(2, "job-2"));
        Assert.False(await Store.AcceptAsync(Id, 1, "batch-new", null, Token));
        Assert.True(await Store.TryBeginAsync(Id, 1, Token));
        Assert.True(await Store.TryBeginAsync(Id, 2, Token));
        Assert.False(await Store.IsKnownAsync("batch-new", Token));
        Assert.True(await Store.AcceptAsync(Id, 1, "batch-new", null, Token));

        Assert.False(await Store.AcceptAsync(Id, 2, "batch-new", null, Token));
        Assert.False(await Store.AcceptAsync(Id, 1, "batch-newer", null, Token));

        var batches = (await Store.FindAsync(Id, Token))!.Batches;
        Assert.Equal([(ResubmittedBatchState.Accepted, "batch-new"), (ResubmittedBatchState.Sending, null)], batches.Select(batch => (batch.State, batch.BatchId)));
        Assert.Equal(["batch-new", null], new[] { (await Store.FilesAsync(Id, 1, Token))[0].BatchId, (await Store.FilesAsync(Id, 2, Token))[0].BatchId });
        Assert.True(await Store.IsKnownAsync("batch-new", Token));
        Assert.True(await Store.AcceptAsync(Id, 2, "batch-newer", null, Token));
    }

    [Fact]
    public async Task A_resubmission_ends_when_nothing_is_to_come_or_in_doubt_and_goes_on_when_something_is_planned_again()
    {
        await PlanAsync(Id, File(1, "job-1"), File(2, "job-2"), File(3, "job-3"));
        Assert.True(await Store.TryBeginAsync(Id, 1, Token));
        Assert.True(await Store.TryBeginAsync(Id, 2, Token));
        Assert.True(await Store.MoveAsync(Id, 1, ResubmittedBatchState.Sending, ResubmittedBatchState.Refused, "No.", Token));
        Assert.True(await Store.MoveAsync(Id, 2, ResubmittedBatchState.Sending, ResubmittedBatchState.Unknown, null, Token));
        await Store.CancelPlannedAsync(Id, "Cancelled.", Token);
        Assert.Null((await Store.FindAsync(Id, Token))!.EndedAt);
        Assert.Equal([Id], (await Store.UnfinishedAsync("batch-a", Token)).Select(one => one.ResubmissionId));

        Assert.True(await Store.AcceptAsync(Id, 2, "batch-new", "An operator found it.", Token));
        Assert.Equal(_cache.Clock.GetUtcNow(), (await Store.FindAsync(Id, Token))!.EndedAt);
        Assert.Empty(await Store.UnfinishedAsync("batch-a", Token));
        Assert.Equal(["job-1", "job-3"], (await Store.UnsentAsync(Id, Token)).Select(file => file.SourceJob));

        await Store.PlanAgainAsync(Id, [1, 2], Token);
        var again = (await Store.FindAsync(Id, Token))!;
        Assert.Null(again.EndedAt);
        Assert.Equal(
            [(ResubmittedBatchState.Planned, null), (ResubmittedBatchState.Accepted, "An operator found it."), (ResubmittedBatchState.Cancelled, "Cancelled.")],
            again.Batches.Select(batch => (batch.State, batch.Sentence)));
    }

    [Fact]
    public async Task Jobs_count_as_sent_while_their_files_are_on_their_way_in_doubt_waiting_or_succeeded()
    {
        await PlanAsync(Id, [.. Enumerable.Range(1, 7).Select(number => File(number, $"job-{number}"))]);
        foreach (var number in new[] { 2, 3, 4, 5, 6 })
        {
            Assert.True(await Store.TryBeginAsync(Id, number, Token));
        }

        Assert.True(await Store.MoveAsync(Id, 3, ResubmittedBatchState.Sending, ResubmittedBatchState.Unknown, null, Token));
        foreach (var number in new[] { 4, 5, 6 })
        {
            Assert.True(await Store.AcceptAsync(Id, number, $"batch-{number}", null, Token));
        }

        await _cache.QueryAsync(
            "UPDATE resubmitted_files SET outcome = 'succeeded' WHERE batch_number = 5; UPDATE resubmitted_files SET outcome = 'failed' WHERE batch_number = 6");
        Assert.Equal(["job-2", "job-3", "job-4", "job-5"], (await Store.SentJobsAsync("batch-a", Token)).Order(StringComparer.Ordinal));
        Assert.Empty(await Store.SentJobsAsync("batch-b", Token));
    }

    [Fact]
    public async Task What_was_sent_elsewhere_is_adopted_once()
    {
        var sentAt = _cache.Clock.GetUtcNow().AddHours(-1);
        var accepted = new Dictionary<int, (string, DateTimeOffset)> { [1] = ("new-1", sentAt.AddMinutes(1)), [2] = ("new-2", sentAt) };
        var files = new[] { File(1, "job-1"), File(2, "job-2"), File(2, "job-3") };
        Assert.Equal((2, 3), await Store.AdoptAsync(new NewResubmission(Id, "docs", false, "Ada", files), accepted, Token));
        accepted[3] = ("new-3", sentAt);

        Assert.Equal((1, 1), await Store.AdoptAsync(new NewResubmission("sent-2", "docs", false, "Ada", [.. files, File(3, "job-4")]), accepted, Token));
        Assert.Equal((0, 0), await Store.AdoptAsync(new NewResubmission("sent-3", "docs", false, "Ada", files), accepted, Token));

        var first = (await Store.FindAsync(Id, Token))!;
        Assert.Equal((sentAt, _cache.Clock.GetUtcNow()), (first.StartedAt, first.EndedAt));
        Assert.Equal(
            [(ResubmittedBatchState.Accepted, "new-1", sentAt.AddMinutes(1)), (ResubmittedBatchState.Accepted, "new-2", sentAt)],
            first.Batches.Select(batch => (batch.State, batch.BatchId, batch.SentAt)));
        Assert.All(await Store.FilesAsync(Id, 2, Token), file => Assert.Equal("new-2", file.BatchId));
        Assert.Equal(3, Assert.Single((await Store.FindAsync("sent-2", Token))!.Batches).Number);
        Assert.Null(await Store.FindAsync("sent-3", Token));
    }

    [Fact]
    public async Task A_state_of_a_later_version_is_in_doubt_and_stays()
    {
        await PlanAsync(Id, File(1, "job-1"));
        await _cache.QueryAsync("UPDATE resubmitted_batches SET state = 'paused'");

        Assert.Equal(ResubmittedBatchState.Unknown, await StateAsync(1));
        Assert.False(await Store.TryBeginAsync(Id, 1, Token));
        Assert.False(await Store.MoveAsync(Id, 1, ResubmittedBatchState.Unknown, ResubmittedBatchState.Planned, null, Token));
        Assert.Equal("paused", await _cache.QueryAsync("SELECT state FROM resubmitted_batches"));
    }

    private static ResubmittedFile File(int number, string job) => new(number, "batch-a", job, "a.pdf", null, null, "a.pdf", 1);

    private Task PlanAsync(string id, params ResubmittedFile[] files) => Store.CreateAsync(new NewResubmission(id, "docs", false, "Ada", files), Token);

    private async Task<ResubmittedBatchState> StateAsync(int number) => (await Store.FindAsync(Id, Token))!.Batches.Single(batch => batch.Number == number).State;
}
