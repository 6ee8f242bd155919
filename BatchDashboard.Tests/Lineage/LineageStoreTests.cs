using BatchDashboard.Lineage;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Lineage;

public sealed class LineageStoreTests : IAsyncLifetime
{
    private TemporaryCache _cache = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LineageStore Lineage => _cache.Lineage;

    public async ValueTask InitializeAsync() => _cache = await TemporaryCache.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_batch_of_which_nothing_was_sent_again_has_no_lineage()
    {
        Assert.Empty((await FindAsync("batch-a")).Family);
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-x", "succeeded")));

        Assert.Empty((await FindAsync("batch-other")).Family);
        Assert.Empty(await FixedAsync("batch-other"));
    }

    [Fact]
    public async Task A_failed_job_is_fixed_when_a_descendant_succeeded_however_many_generations_later()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed"), new Sent("batch-a", "job-2", "job-b2", "failed")));
        Assert.Empty(await FixedAsync("batch-a"));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-b", "job-b1", "job-c1", "failed")) { Resubmission = "sent-2" });
        await WriteAsync(new SentBatch("batch-d", new Sent("batch-c", "job-c1", "job-d1", "succeeded")) { Resubmission = "sent-3" });

        Assert.Equal(["job-1"], await FixedAsync("batch-a"));
        Assert.Equal(["job-b1"], await FixedAsync("batch-b"));
        Assert.Equal(["job-c1"], await FixedAsync("batch-c"));
        Assert.Empty(await FixedAsync("batch-d"));
        var found = await FindAsync("batch-a");
        Assert.Equal(new JobAddress(BatchId.Parse("batch-d"), "job-d1"), found.Fixed["job-1"]);
        Assert.Equal(new SentCounts(2, 1, 1, 0), found.Jobs);
        Assert.Equal(3, found.Resubmissions);
    }

    [Fact]
    public async Task A_job_counts_with_the_best_that_was_sent_for_it()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed"), new Sent("batch-a", "job-1", "job-b2", "succeeded")));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-a", "job-2", null, "skipped"), new Sent("batch-a", "job-3")) { Number = 2 });

        var found = await FindAsync("batch-a");
        Assert.Equal(new SentCounts(3, 1, 0, 1), found.Jobs);
        Assert.Equal(1, found.Jobs.Waiting);
        Assert.Equal(1, found.Resubmissions);
    }

    [Fact]
    public async Task What_nobody_accepted_was_not_sent()
    {
        await WriteAsync(new SentBatch(null, new Sent("batch-a", "job-1")));
        Assert.Empty((await FindAsync("batch-a")).Family);

        await _cache.QueryAsync("UPDATE resubmitted_files SET batch_id = 'batch-b'; UPDATE resubmitted_batches SET batch_id = 'batch-b', state = 'accepted'");
        Assert.Equal(new SentCounts(1, 0, 0, 0), (await FindAsync("batch-a")).Jobs);
    }

    [Fact]
    public async Task Files_that_went_in_a_circle_end_it()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed")));
        await WriteAsync(new SentBatch("batch-a", new Sent("batch-b", "job-b1", "job-1", "failed"), new Sent("batch-a", "job-9", "job-9", "succeeded")) { Number = 2 });

        Assert.Equal(["job-9"], await FixedAsync("batch-a"));
        Assert.Empty(await FixedAsync("batch-b"));
        Assert.Equal(2, (await Lineage.DescendantsAsync(Job("batch-a", "job-1"), Token)).Count);
        Assert.Equal(2, (await Lineage.AncestorsAsync(Job("batch-a", "job-1"), Token)).Count);
        Assert.Equal(3, (await FindAsync("batch-a")).Family.Count);
        Assert.Equal(2, (await Lineage.CountByErrorAsync(Token)).Sum(one => one.FailedAgain));
    }

    [Fact]
    public async Task The_family_is_the_same_from_each_of_its_batches_with_counts_on_every_edge()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "succeeded"), new Sent("batch-a", "job-2", "job-b2", "failed")));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-a", "job-3"), new Sent("batch-z", "job-1", null, "skipped")) { Number = 2 });
        await WriteAsync(new SentBatch("batch-d", new Sent("batch-b", "job-b2")) { Resubmission = "sent-2" });

        foreach (var member in new[] { "batch-a", "batch-b", "batch-c", "batch-d", "batch-z" })
        {
            Assert.Equal(
                [
                    ("batch-a", "batch-b", new SentCounts(2, 1, 1, 0)),
                    ("batch-a", "batch-c", new SentCounts(1, 0, 0, 0)),
                    ("batch-z", "batch-c", new SentCounts(1, 0, 0, 1)),
                    ("batch-b", "batch-d", new SentCounts(1, 0, 0, 0)),
                ],
                (await FindAsync(member)).Family.Select(edge => (edge.Source.Value, edge.Target.Value, edge.Files)));
        }
    }

    [Fact]
    public async Task A_job_knows_what_was_sent_for_it_and_what_it_was_before()
    {
        await _cache.WriteAsync("batch-b", Pages.Cut(3, 1, 50));
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed") { FileName = "budget.pdf", SourceName = "budget.numbers" }));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-b", "job-b1") { FileName = "budget-2.pdf", SourceName = "budget.pdf" }) { Resubmission = "sent-2" });

        var sent = await Lineage.DescendantsAsync(Job("batch-a", "job-1"), Token);
        Assert.Equal([("batch-b", "Reports", "job-b1", SentOutcome.Failed), ("batch-c", null, null, SentOutcome.Waiting)],
            sent.Select(file => (file.Batch.Value, file.Title, file.Job, file.Outcome)));
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero), sent[0].SentAt);
        var origin = Assert.Single(await Lineage.AncestorsAsync(Job("batch-b", "job-b1"), Token));
        Assert.Equal((Job("batch-a", "job-1"), "budget.numbers", "budget.pdf"), (origin.Source, origin.SourceName, origin.FileName));
        Assert.Empty(await Lineage.DescendantsAsync(Job("batch-a", "job-2"), Token));
        Assert.Empty(await Lineage.AncestorsAsync(Job("batch-a", "job-1"), Token));
    }

    [Fact]
    public async Task Fixed_and_failed_again_are_counted_by_batch_and_error_code()
    {
        await WriteAsync(new SentBatch(
            "batch-b",
            new Sent("batch-a", "job-1", "job-b1", "succeeded"),
            new Sent("batch-a", "job-2", "job-b2", "failed"),
            new Sent("batch-a", "job-3", "job-b3", "succeeded") { Code = "timeout_error" },
            new Sent("batch-a", "job-4", "job-b4", "failed") { Code = null },
            new Sent("batch-a", "job-5", "job-b5", "failed")));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-b", "job-b5", "job-c5", "succeeded") { Code = "corrupted_file" }) { Resubmission = "sent-2" });

        Assert.Equal(
            [("batch-a", "", 0L, 1L), ("batch-a", "format_error", 2L, 1L), ("batch-a", "timeout_error", 1L, 0L), ("batch-b", "corrupted_file", 1L, 0L)],
            (await Lineage.CountByErrorAsync(Token)).Select(one => (one.Batch.Value, one.Code, one.Fixed, one.FailedAgain)).Order());
        Assert.Equal(2, (await FindAsync("batch-a")).FixedByCode["format_error"]);
    }

    [Fact]
    public async Task Advice_is_counted_by_code_verdict_and_day()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "succeeded"), new Sent("batch-a", "job-2", "job-b2", "failed")));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-a", "job-3", null, "skipped"), new Sent("batch-a", "job-4") { Verdict = "SendAgain" })
        {
            Number = 2,
            SentAt = new DateTimeOffset(2025, 1, 2, 0, 0, 0, TimeSpan.Zero),
        });

        Assert.Equal(
            [
                ("format_error", "ChangeFile", new DateOnly(2025, 1, 1), new SentCounts(2, 1, 1, 0)),
                ("format_error", "ChangeFile", new DateOnly(2025, 1, 2), new SentCounts(1, 0, 0, 1)),
                ("format_error", "SendAgain", new DateOnly(2025, 1, 2), new SentCounts(1, 0, 0, 0)),
            ],
            (await Lineage.AdviceDaysAsync(Token)).Select(day => (day.Code, day.Verdict, day.Day, day.Files)));
    }

    [Fact]
    public async Task Settling_writes_outcomes_once_and_all_sources_are_told()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed")));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-b", "job-b1"), new Sent("batch-z", "job-9")) { Resubmission = "sent-2" });
        var unsettled = Assert.Single(await Lineage.UnsettledAsync(Token));
        Assert.Equal(new UnsettledBatch(BatchId.Parse("batch-c"), null, 0, null, new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero)), unsettled);
        var files = await Lineage.UnsettledFilesAsync(unsettled.Id, Token);

        await Lineage.SettleAsync(
            unsettled.Id, [new SettledFile(files[0].Key, "job-c1", SentOutcome.Succeeded), new SettledFile(files[1].Key, null, SentOutcome.Skipped)], Token);

        var sources = await Lineage.SourcesAsync(unsettled.Id, Token);
        Assert.Equal(["batch-a", "batch-b", "batch-z"], sources.Select(source => source.Value).Order(StringComparer.Ordinal));
        Assert.Empty(await Lineage.UnsettledAsync(Token));
        Assert.Equal(["job-1"], await FixedAsync("batch-a"));
        await Lineage.SettleAsync(unsettled.Id, [new SettledFile(files[0].Key, "job-c1", SentOutcome.Failed)], Token);
        Assert.Equal(["job-1"], await FixedAsync("batch-a"));
    }

    [Fact]
    public async Task A_file_that_waits_is_not_settled()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1")));
        var file = Assert.Single(await Lineage.UnsettledFilesAsync(BatchId.Parse("batch-b"), Token));

        await Assert.ThrowsAsync<ArgumentException>(
            () => Lineage.SettleAsync(BatchId.Parse("batch-b"), [new SettledFile(file.Key, null, SentOutcome.Waiting)], Token));

        Assert.Single(await Lineage.UnsettledAsync(Token));
    }

    [Fact]
    public async Task Jobs_that_failed_again_are_those_whose_own_file_failed_and_of_which_no_descendant_succeeded()
    {
        await WriteAsync(new SentBatch(
            "batch-b",
            new Sent("batch-a", "job-1", "job-b1", "failed"),
            new Sent("batch-a", "job-2", "job-b2", "failed"),
            new Sent("batch-a", "job-3", null, "skipped"),
            new Sent("batch-a", "job-4", "job-b4", "succeeded")));
        await WriteAsync(new SentBatch("batch-c", new Sent("batch-b", "job-b1", "job-c1", "failed"), new Sent("batch-a", "job-2")) { Resubmission = "sent-2" });
        Assert.Equal(["job-1", "job-2"], (await FindAsync("batch-a")).FailedAgain.Order(StringComparer.Ordinal));

        await WriteAsync(new SentBatch("batch-d", new Sent("batch-c", "job-c1", "job-d1", "succeeded")) { Resubmission = "sent-3" });
        Assert.Equal(["job-2"], (await FindAsync("batch-a")).FailedAgain);
        Assert.Empty((await FindAsync("batch-b")).FailedAgain);
    }

    [Fact]
    public async Task Jobs_of_two_batches_are_the_same_file_through_all_generations_and_in_either_direction()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed"), new Sent("batch-a", "job-2", "job-b2", "failed")));
        await WriteAsync(new SentBatch(
            "batch-c",
            new Sent("batch-b", "job-b2", "job-c2", "succeeded"),
            new Sent("batch-a", "job-3", "job-c3", "failed"),
            new Sent("batch-a", "job-4"),
            new Sent("batch-z", "job-1", "job-c4", "failed"))
        { Resubmission = "sent-2" });

        Assert.Equal([("job-2", "job-c2"), ("job-3", "job-c3")], await PairsAsync("batch-a", "batch-c"));
        Assert.Equal([("job-c2", "job-2"), ("job-c3", "job-3")], await PairsAsync("batch-c", "batch-a"));
        Assert.Equal([("job-1", "job-b1"), ("job-2", "job-b2")], await PairsAsync("batch-a", "batch-b"));
        Assert.Empty(await PairsAsync("batch-b", "batch-z"));

        // Back to where they began: both directions hold, and the search ends.
        await WriteAsync(new SentBatch("batch-a", new Sent("batch-c", "job-c2", "job-2", "failed")) { Resubmission = "sent-3" });
        Assert.Equal([("job-2", "job-c2"), ("job-3", "job-c3"), ("job-2", "job-c2")], await PairsAsync("batch-a", "batch-c"));
    }

    [Fact]
    public async Task Everything_that_was_read_follows_what_is_sent_and_settled_later()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1", "job-b1", "failed")));
        Assert.Equal(new BatchOrigin(BatchId.Parse("batch-a"), 1), (await Lineage.OriginsAsync(Token))[BatchId.Parse("batch-b")]);
        Assert.Equal(1, Assert.Single(await Lineage.CountByErrorAsync(Token)).FailedAgain);
        Assert.Equal(1, Assert.Single(await Lineage.AdviceDaysAsync(Token)).Files.Sent);

        await WriteAsync(new SentBatch("batch-c", new Sent("batch-b", "job-b1"), new Sent("batch-z", "job-9")) { Resubmission = "sent-2" });
        Assert.Equal(new BatchOrigin(BatchId.Parse("batch-b"), 2), (await Lineage.OriginsAsync(Token))[BatchId.Parse("batch-c")]);
        Assert.Equal(new SentCounts(3, 0, 1, 0), Assert.Single(await Lineage.AdviceDaysAsync(Token)).Files);

        var files = await Lineage.UnsettledFilesAsync(BatchId.Parse("batch-c"), Token);
        await Lineage.SettleAsync(BatchId.Parse("batch-c"), [.. files.Select(file => new SettledFile(file.Key, "job-c", SentOutcome.Succeeded))], Token);
        Assert.Equal(
            [("batch-a", 1L, 0L), ("batch-b", 1L, 0L), ("batch-z", 1L, 0L)],
            (await Lineage.CountByErrorAsync(Token)).Select(errors => (errors.Batch.Value, errors.Fixed, errors.FailedAgain)).Order());
        Assert.Equal(new SentCounts(3, 2, 1, 0), Assert.Single(await Lineage.AdviceDaysAsync(Token)).Files);
    }

    [Fact]
    public async Task Another_process_on_the_file_sees_what_was_settled()
    {
        await WriteAsync(new SentBatch("batch-b", new Sent("batch-a", "job-1")));
        using var other = _cache.Again();
        Assert.Empty((await other.Lineage.FindAsync(BatchId.Parse("batch-a"), Token)).FixedJobs);
        var files = await Lineage.UnsettledFilesAsync(BatchId.Parse("batch-b"), Token);

        await Lineage.SettleAsync(BatchId.Parse("batch-b"), [new SettledFile(files[0].Key, "job-b1", SentOutcome.Succeeded)], Token);

        Assert.Equal(["job-1"], (await other.Lineage.FindAsync(BatchId.Parse("batch-a"), Token)).FixedJobs);
    }

    [Fact]
    public async Task Rubbish_that_another_hand_wrote_is_passed_over()
    {
        await WriteAsync(new SentBatch("../evil", new Sent("batch-a", "job-1", "job-x", "succeeded"), new Sent("", "", "", "exploded")));

        Assert.Empty(await FixedAsync("batch-a"));
        Assert.Empty((await FindAsync("batch-a")).Family);
        Assert.Empty(await Lineage.DescendantsAsync(Job("batch-a", "job-1"), Token));
        Assert.Empty(await Lineage.UnsettledAsync(Token));
    }

    private Task WriteAsync(SentBatch batch) => SentRows.WriteAsync(_cache.File, batch);

    private Task<BatchLineage> FindAsync(string batch) => Lineage.FindAsync(BatchId.Parse(batch), Token);

    private async Task<IReadOnlySet<string>> FixedAsync(string batch) => (await FindAsync(batch)).FixedJobs;

    private async Task<IReadOnlyList<(string, string)>> PairsAsync(string left, string right) =>
        await Lineage.PairsAsync(BatchId.Parse(left), BatchId.Parse(right), Token);

    private static JobAddress Job(string batch, string job) => new(BatchId.Parse(batch), job);
}
