using BatchDashboard.Tests.Data;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Triage;

/// <summary>What operators say of errors and jobs: kept, undone, and never overwritten unseen.</summary>
public sealed class TriageStoreTests
{
    private static readonly BatchId Batch = BatchId.Parse("b");
    private static readonly TriageTarget Format = TriageTarget.OfErrors(Batch, "format_error");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_kept_with_who_and_when_and_outlives_a_restart()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var outcome = await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", "see TICKET-7", "Ben"), 0, Token);
        Assert.Equal((1, 0), (outcome.Changed, outcome.Conflicts.Count));

        using var restarted = await cache.RestartAsync();
        var entry = await restarted.Triage.FindAsync(Format, Token);
        Assert.Equal(new TriageMark(TriageState.Acknowledged, "Ana", "see TICKET-7", "Ben", cache.Clock.GetUtcNow()), entry!.Mark);
        Assert.Equal((1, 1, outcome.ChangeId), (entry.Revision, entry.Together, entry.ChangeId));
        Assert.Equal(["Ana"], await restarted.Triage.AssigneesAsync(10, Token));
    }

    [Fact]
    public async Task The_second_of_two_operators_is_told_what_the_first_did_and_overwrites_nothing()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", null, "Ana"), 0, Token);

        var outcome = await cache.Triage.ChangeAsync(Format, new TriageChange(TriageState.WontFix, "", "no", "Ben"), 0, Token);

        var theirs = Assert.Single(outcome.Conflicts);
        Assert.Equal((0, null, "Ana", 1), (outcome.Changed, outcome.ChangeId, theirs.Mark.ChangedBy, theirs.Revision));
        Assert.Equal(TriageState.Acknowledged, (await cache.Triage.FindAsync(Format, Token))!.Mark.State);

        Assert.Equal(1, (await cache.Triage.ChangeAsync(Format, new TriageChange(TriageState.WontFix, "", "no", "Ben"), theirs.Revision, Token)).Changed);
        Assert.Equal(["Ben", "Ana"], (await cache.Triage.HistoryAsync(Format, 10, Token)).Select(entry => entry.Mark.ChangedBy));
    }

    [Fact]
    public async Task Two_operators_who_say_the_same_do_not_stand_in_each_others_way()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", null, "Ana"), 0, Token);

        var outcome = await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", null, "Ben"), 0, Token);

        Assert.Equal((0, 0), (outcome.Changed, outcome.Conflicts.Count));
        Assert.Equal("Ana", (await cache.Triage.FindAsync(Format, Token))!.Mark.ChangedBy);
    }

    [Fact]
    public async Task Of_many_operators_at_once_exactly_one_is_first()
    {
        using var cache = await TemporaryCache.CreateAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            cache.Triage.ChangeAsync(Format, Acknowledge(null, $"note {number}", $"operator {number}"), 0, Token)));

        Assert.Single(outcomes, outcome => outcome.Changed == 1);
        Assert.Equal(19, outcomes.Count(outcome => outcome.Conflicts.Count == 1));
        Assert.Single(await cache.Triage.HistoryAsync(Format, 50, Token));
    }

    [Fact]
    public async Task Jobs_that_were_changed_together_are_undone_together_and_the_undo_can_be_undone()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Triage.ChangeAsync(TriageTarget.OfJob(Batch, "job-2"), new TriageChange(TriageState.WontFix, "", "", "Ana"), 0, Token);
        var done = await ChangeAsync(cache, ["job-1", "job-2", "job-3"], TriageState.Resolved);
        Assert.Equal(3, done.Changed);
        Assert.Equal(3, (await cache.Triage.FindAsync(TriageTarget.OfJob(Batch, "job-3"), Token))!.Together);

        var undone = await cache.Triage.UndoAsync(done.ChangeId!, "Ben", Token);

        Assert.Equal(3, undone.Changed);
        var states = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Equal(["job-2"], states.Jobs.Keys);
        Assert.Equal((TriageState.WontFix, "Ben"), (states.Jobs["job-2"].State, states.Jobs["job-2"].ChangedBy));

        Assert.Equal(3, (await cache.Triage.UndoAsync(undone.ChangeId!, "Ana", Token)).Changed);
        Assert.All((await cache.Triage.ReadAsync(Batch, Token)).Jobs.Values, mark => Assert.Equal(TriageState.Resolved, mark.State));
    }

    [Fact]
    public async Task What_was_changed_again_since_is_not_undone_and_nothing_else_of_that_change_is()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var done = await ChangeAsync(cache, ["job-1", "job-2"], TriageState.Acknowledged);
        await ChangeAsync(cache, ["job-2"], TriageState.Resolved);

        var undone = await cache.Triage.UndoAsync(done.ChangeId!, "Ben", Token);

        Assert.Equal((0, "job-2"), (undone.Changed, Assert.Single(undone.Conflicts).Target.Key));
        var states = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Equal((TriageState.Acknowledged, TriageState.Resolved), (states.Jobs["job-1"].State, states.Jobs["job-2"].State));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no such change")]
    public async Task A_change_that_never_was_is_undone_by_doing_nothing(string change)
    {
        using var cache = await TemporaryCache.CreateAsync();
        Assert.Equal((0, 0), (await cache.Triage.UndoAsync(change, "Ben", Token)) is var outcome ? (outcome.Changed, outcome.Conflicts.Count) : default);
    }

    [Fact]
    public async Task Several_jobs_are_changed_all_or_none_and_what_is_not_said_stays()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var seen = await cache.Triage.RevisionsAsync(Batch, Token);
        await cache.Triage.ChangeAsync(TriageTarget.OfJob(Batch, "job-2"), Acknowledge("Ana", "mine", "Ana"), 0, Token);
        var change = new TriageChange(TriageState.Resolved, null, null, "Ben");

        var refused = await cache.Triage.ChangeJobsAsync(Batch, ["job-1", "job-2"], change, seen, Token);
        Assert.Equal("job-2", Assert.Single(refused.Conflicts).Target.Key);
        Assert.Null(await cache.Triage.FindAsync(TriageTarget.OfJob(Batch, "job-1"), Token));

        Assert.Equal(2, (await cache.Triage.ChangeJobsAsync(Batch, ["job-1", "job-2"], change, null, Token)).Changed);
        var mark = (await cache.Triage.ReadAsync(Batch, Token)).Jobs["job-2"];
        Assert.Equal((TriageState.Resolved, "Ana", "mine"), (mark.State, mark.Assignee, mark.Note));
    }

    [Fact]
    public async Task A_jobs_own_state_wins_over_that_of_its_error_and_gives_way_when_it_is_taken_back()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", null, "Ana"), 0, Token);
        var own = await ChangeAsync(cache, ["job-1"], TriageState.WontFix);

        var states = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Equal(TriageState.WontFix, states.Of("job-1", "format_error")!.State);
        Assert.Equal(TriageState.Acknowledged, states.Of("job-2", "format_error")!.State);
        Assert.Null(states.Of("job-2", "corrupted_file"));
        Assert.Null(states.Of("job-2", null));

        await cache.Triage.UndoAsync(own.ChangeId!, "Ana", Token);
        Assert.Equal(TriageState.Acknowledged, (await cache.Triage.ReadAsync(Batch, Token)).Of("job-1", "format_error")!.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(47)]
    public async Task However_many_jobs_are_changed_each_has_its_state_and_its_history(int count)
    {
        using var cache = await TemporaryCache.CreateAsync();
        string[] keys = [.. Enumerable.Range(0, count).Select(number => $"job-{number:00}")];

        Assert.Equal(count, (await ChangeAsync(cache, keys, TriageState.WontFix)).Changed);

        Assert.Equal(keys, (await cache.Triage.ReadAsync(Batch, Token)).Jobs.Keys.Order(StringComparer.Ordinal));
        foreach (var key in keys)
        {
            var entry = Assert.Single(await cache.Triage.HistoryAsync(TriageTarget.OfJob(Batch, key), 10, Token));
            Assert.Equal((TriageState.WontFix, 1L, count), (entry.Mark.State, entry.Revision, entry.Together));
        }
    }

    [Fact]
    public async Task A_hundred_thousand_jobs_share_one_state_and_are_changed_and_undone_at_once()
    {
        using var cache = await TemporaryCache.CreateAsync();
        string[] keys = [.. Enumerable.Range(0, 100_000).Select(number => $"job-{number:000000}")];

        var done = await ChangeAsync(cache, keys, TriageState.Acknowledged);

        Assert.Equal(100_000, done.Changed);
        var jobs = (await cache.Triage.ReadAsync(Batch, Token)).Jobs;
        Assert.Equal(100_000, jobs.Count);
        Assert.Same(jobs[keys[0]], jobs[keys[^1]]);
        Assert.Equal(100_000, (await cache.Triage.UndoAsync(done.ChangeId!, "Ben", Token)).Changed);
        Assert.Empty((await cache.Triage.ReadAsync(Batch, Token)).Jobs);
    }

    [Fact]
    public async Task While_nothing_changes_the_states_are_read_once_and_every_change_makes_them_new()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await ChangeAsync(cache, ["job-1"], TriageState.Acknowledged);
        var first = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Same(first, await cache.Triage.ReadAsync(Batch, Token));

        await ChangeAsync(cache, ["job-2"], TriageState.Acknowledged);
        var second = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Equal(["job-1", "job-2"], second.Jobs.Keys.Order(StringComparer.Ordinal));
        Assert.True(second.Revision > first.Revision);
    }

    [Fact]
    public async Task What_another_process_says_is_seen_a_little_later()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var before = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Empty(before.Jobs);
        using var other = await cache.RestartAsync();
        await ChangeAsync(other, ["job-1"], TriageState.Acknowledged);

        cache.Clock.Advance(TimeSpan.FromSeconds(5));

        var seen = await cache.Triage.ReadAsync(Batch, Token);
        Assert.Equal(["job-1"], seen.Jobs.Keys);
        Assert.NotEqual(before.Marks([TriageState.Open]).Stamp, seen.Marks([TriageState.Open]).Stamp);
    }

    [Fact]
    public async Task A_change_of_another_batch_leaves_the_states_as_they_are()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await ChangeAsync(cache, ["job-1"], TriageState.Acknowledged);
        var before = await cache.Triage.ReadAsync(Batch, Token);

        await cache.Triage.ChangeAsync(TriageTarget.OfJob(BatchId.Parse("other"), "job-1"), Acknowledge("Ana", null, "Ana"), 0, Token);

        Assert.Same(before, await cache.Triage.ReadAsync(Batch, Token));
    }

    [Fact]
    public async Task Of_two_processes_that_change_the_same_jobs_the_second_is_told_of_those_of_the_first()
    {
        using var cache = await TemporaryCache.CreateAsync();
        using var other = await cache.RestartAsync();
        await ChangeAsync(cache, ["job-2"], TriageState.Acknowledged);
        var (mine, theirs) = (await cache.Triage.RevisionsAsync(Batch, Token), await other.Triage.RevisionsAsync(Batch, Token));
        Assert.Equal(4, (await cache.Triage.ChangeJobsAsync(Batch, ["job-4", "job-1", "job-2", "job-3"], Acknowledge("Ana", null, "Ana"), mine, Token)).Changed);

        var outcome = await other.Triage.ChangeJobsAsync(Batch, ["job-4", "job-5", "job-2"], new TriageChange(TriageState.Resolved, null, null, "Ben"), theirs, Token);

        Assert.Equal((0, null), (outcome.Changed, outcome.ChangeId));
        Assert.Equal(
            [("job-4", "Ana", 1L, 4), ("job-2", "Ana", 2L, 4)],
            outcome.Conflicts.Select(entry => (entry.Target.Key, entry.Mark.ChangedBy, entry.Revision, entry.Together)));
        Assert.Null(await other.Triage.FindAsync(TriageTarget.OfJob(Batch, "job-5"), Token));
    }

    [Fact]
    public async Task An_undo_of_the_last_change_leaves_those_before_it_as_history_that_cannot_be_undone_any_more()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var first = await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", "first", "Ana"), 0, Token);
        var second = await cache.Triage.ChangeAsync(Format, Acknowledge("Ben", "second", "Ben"), 1, Token);

        Assert.Equal(1, (await cache.Triage.UndoAsync(second.ChangeId!, "Cleo", Token)).Changed);

        var now = (await cache.Triage.FindAsync(Format, Token))!;
        Assert.Equal(("Ana", "first", "Cleo", 3L), (now.Mark.Assignee, now.Mark.Note, now.Mark.ChangedBy, now.Revision));
        var again = await cache.Triage.UndoAsync(first.ChangeId!, "Cleo", Token);
        Assert.Equal((0, now), (again.Changed, Assert.Single(again.Conflicts)));
        Assert.Equal(["first", "second", "first"], (await cache.Triage.HistoryAsync(Format, 10, Token)).Select(entry => entry.Mark.Note));
    }

    [Fact]
    public async Task Jobs_that_differ_keep_their_own_words_when_they_are_changed_and_get_them_back_when_that_is_undone()
    {
        using var cache = await TemporaryCache.CreateAsync();
        string[] keys = ["job-1", "job-2", "job-3"];
        foreach (var key in keys)
        {
            await cache.Triage.ChangeAsync(TriageTarget.OfJob(Batch, key), Acknowledge($"who has {key}", $"note of {key}", "Ana"), 0, Token);
        }

        var done = await cache.Triage.ChangeJobsAsync(Batch, keys, new TriageChange(TriageState.Resolved, null, "", "Ben"), null, Token);
        AssertEach(TriageState.Resolved, _ => null, (await cache.Triage.ReadAsync(Batch, Token)).Jobs);

        await cache.Triage.UndoAsync(done.ChangeId!, "Cleo", Token);
        AssertEach(TriageState.Acknowledged, key => $"note of {key}", (await cache.Triage.ReadAsync(Batch, Token)).Jobs);

        void AssertEach(TriageState state, Func<string, string?> note, IReadOnlyDictionary<string, TriageMark> jobs) => Assert.Equal(
            keys.Select(key => (key, state, (string?)$"who has {key}", note(key))),
            jobs.OrderBy(job => job.Key, StringComparer.Ordinal).Select(job => (job.Key, job.Value.State, job.Value.Assignee, job.Value.Note)));
    }

    [Fact]
    public async Task Names_are_told_in_the_order_in_which_they_were_given_work_last()
    {
        using var cache = await TemporaryCache.CreateAsync();
        foreach (var (name, key) in new[] { ("Ana", "job-1"), ("Ben", "job-2"), ("Cleo", "job-3"), ("Ana", "job-4") })
        {
            await cache.Triage.ChangeAsync(TriageTarget.OfJob(Batch, key), Acknowledge(name, null, "Dan"), 0, Token);
            cache.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Ana", "Cleo"], await cache.Triage.AssigneesAsync(2, Token));
    }

    [Fact]
    public async Task Triage_outlives_a_new_copy_and_the_batch_itself()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", null, "Ana"), 0, Token);
        await ChangeAsync(cache, ["job-0"], TriageState.WontFix);

        await cache.Store.BeginSyncAsync(Batch, fresh: true, Token);
        await cache.WriteAsync("b", Pages.Cut(10, 1, 50), forSync: true);
        await cache.QueryAsync("DELETE FROM jobs; DELETE FROM snapshots; DELETE FROM batches;");

        using var restarted = await cache.RestartAsync();
        Assert.Null(await restarted.FindAsync("b"));
        var states = await restarted.Triage.ReadAsync(Batch, Token);
        Assert.Equal((TriageState.Acknowledged, TriageState.WontFix), (states.Groups["format_error"].Mark.State, states.Jobs["job-0"].State));
    }

    [Fact]
    public async Task A_state_of_a_newer_version_is_looked_at_again()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Triage.ChangeAsync(Format, Acknowledge("Ana", null, "Ana"), 0, Token);
        await ChangeAsync(cache, ["job-1"], TriageState.Resolved);
        await cache.QueryAsync("UPDATE triage SET state = 'escalated'");
        await cache.QueryAsync("UPDATE triage_changes SET state = 'escalated'");

        var states = await cache.Triage.ReadAsync(Batch, Token);

        Assert.Equal((TriageState.Open, TriageState.Open), (states.Groups["format_error"].Mark.State, states.Jobs["job-1"].State));
        Assert.Equal(TriageState.Open, (await cache.Triage.FindAsync(Format, Token))!.Mark.State);
    }

    private static TriageChange Acknowledge(string? assignee, string? note, string by) => new(TriageState.Acknowledged, assignee ?? "", note ?? "", by);

    private static Task<TriageOutcome> ChangeAsync(TemporaryCache cache, IReadOnlyCollection<string> keys, TriageState state) =>
        cache.Triage.ChangeJobsAsync(Batch, keys, new TriageChange(state, "", "", "Ana"), null, Token);
}
