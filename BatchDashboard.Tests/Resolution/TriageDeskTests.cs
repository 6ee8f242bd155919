using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Data;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchDashboard.Tests.Resolution;

public sealed class TriageDeskTests
{
    private static readonly BatchId Batch = BatchId.Parse("b");
    private static readonly TriageTarget Format = TriageTarget.OfErrors(Batch, "format_error");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_looks_at_the_batch_hears_of_a_change_and_of_none_where_nothing_changed()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var changes = new BatchChanges(NullLogger<BatchChanges>.Instance);
        var heard = new List<BatchId>();
        using var subscription = changes.Subscribe(Batch, heard.Add);
        var desk = new TriageDesk(cache.Triage, changes);
        var draft = new TriageDraft(TriageState.Acknowledged, "Ana", "");

        var result = await desk.ChangeAsync(Format, draft, 0, "Ben", Token);
        Assert.Equal([Batch], heard);

        await desk.ChangeAsync(Format, draft, 1, "Ben", Token);
        await desk.ChangeAsync(Format, draft with { Note = "late" }, 0, "Ben", Token);
        Assert.Equal([Batch], heard);

        await desk.UndoAsync(Batch, result.ChangeId!, "Ben", Token);
        Assert.Equal([Batch, Batch], heard);
    }

    [Theory]
    [InlineData(10_001, "The note has 10,001 characters; at most 10,000 are kept.")]
    [InlineData(100_000, "The note has 100,000 characters; at most 10,000 are kept.")]
    public async Task A_note_that_is_too_long_is_refused_with_a_sentence_and_nothing_is_kept_of_it(int length, string sentence)
    {
        using var cache = await TemporaryCache.CreateAsync();

        var result = await Desk(cache).ChangeAsync(Format, new TriageDraft(TriageState.Open, "", new string('x', length)), 0, "Ben", Token);

        Assert.StartsWith(sentence, result.Problem!.Sentence, StringComparison.Ordinal);
        Assert.Null(await cache.Triage.FindAsync(Format, Token));
    }

    [Fact]
    public async Task A_note_of_the_longest_length_and_a_hostile_one_are_kept_without_what_nobody_sees()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await Desk(cache).ChangeAsync(Format, new TriageDraft(TriageState.Open, " An\u202Ea\n ", new string('x', 10_000)), 0, "Ben", Token);
        var mark = (await cache.Triage.FindAsync(Format, Token))!.Mark;
        Assert.Equal(("Ana", 10_000), (mark.Assignee, mark.Note!.Length));

        await Desk(cache).ChangeAsync(Format, new TriageDraft(TriageState.Open, "", "a\r\nb\0\u202E<b>\t\ud800c"), 1, "Ben", Token);
        Assert.Equal((null, "a\nb<b> \ufffdc"), (await cache.Triage.FindAsync(Format, Token))!.Mark is var kept ? (kept.Assignee, kept.Note) : default);
    }

    [Fact]
    public async Task More_jobs_than_fit_into_one_change_are_refused()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var scope = new JobScope(Batch, [.. Enumerable.Range(0, TriageDesk.MaxJobs + 1).Select(number => $"job-{number}")]);

        var result = await Desk(cache).ChangeJobsAsync(scope, new TriageDraft(TriageState.Resolved, null, null), null, "Ben", Token);

        Assert.StartsWith("100,001 files are selected, and at most 100,000 are changed at once.", result.Problem!.Sentence, StringComparison.Ordinal);
        Assert.Empty((await cache.Triage.ReadAsync(Batch, Token)).Jobs);
    }

    [Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
    [Fact]
    public async Task A_database_that_is_held_by_somebody_else_is_told_of()
    {
        using var cache = await TemporaryCache.CreateAsync(("Database:ConnectionString", "Data Source=test.db;Default Timeout=1"));
        await using var connection = (SqliteConnection)await cache.OpenAsync();
        await using var holding = connection.BeginTransaction(deferred: false);

        var result = await Desk(cache).ChangeAsync(Format, new TriageDraft(TriageState.Open, "Ana", ""), 0, "Ben", Token);

        Assert.Equal((0, ProblemKind.StorageFailed), (result.Changed, result.Problem!.Kind));
        SqliteConnection.ClearPool(connection);
    }

    private static TriageDesk Desk(TemporaryCache cache) => new(cache.Triage, new BatchChanges(NullLogger<BatchChanges>.Instance));
}
