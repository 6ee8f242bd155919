using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>All jobs of one copy, whatever is written meanwhile and however slowly they are taken.</summary>
public sealed class JobStreamTests : IAsyncLifetime
{
    private const string Batch = "other";
    private TemporaryCache _cache = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cache = await TemporaryCache.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(5000)]
    public async Task All_jobs_come_in_the_order_of_the_api(int jobs)
    {
        var copy = await CopyAsync(jobs);

        var names = await NamesAsync(_cache.Store.StreamAsync(copy, JobWalk.All, Token));

        Assert.Equal(Enumerable.Range(0, jobs).Select(ordinal => $"File {ordinal}.pdf"), names);
    }

    [Theory]
    [InlineData("", JobSort.FileName, false)]
    [InlineData("", JobSort.Size, true)]
    [InlineData("3", JobSort.None, false)]
    [InlineData("nothing has this name", JobSort.None, false)]
    public async Task A_filter_brings_what_the_grid_would_in_its_order(string search, JobSort sort, bool descending)
    {
        var copy = await CopyAsync(5000);
        var filter = new JobQuery { Search = search, Sort = sort, Descending = descending };

        var names = await NamesAsync(_cache.Store.StreamAsync(copy, JobWalk.Of(filter), Token));

        var expected = await _cache.Store.FindJobsAsync(copy, filter, 0, 5000, Token);
        Assert.Equal(expected.Select(job => job.Job.FileName), names);
    }

    [Fact]
    public async Task What_operators_do_meanwhile_neither_repeats_nor_leaves_out_a_job_of_their_filter()
    {
        // More than the blocks that are read ahead.
        const int Jobs = 20_000;
        var rows = Enumerable.Range(0, Jobs).Select(number => $$"""{"job_id":"job-{{number}}","filename":"File {{number}}.pdf","status":"failed"}""");
        await _cache.WriteAsync(Batch, Pages.Of(rows, $$"""{"page":1,"page_size":{{Jobs}},"total_items":{{Jobs}},"total_pages":1}"""));
        var copy = (await _cache.FindAsync(Batch))!.Current!.Key;
        var open = await _cache.Marks.AddAsync(BatchId.Parse(Batch), new JobQuery { Triage = ["open"] }, Token);
        var (streamed, walked) = (new List<string>(), new List<string>());

        await foreach (var block in _cache.Store.StreamAsync(copy, JobWalk.Of(open), Token))
        {
            streamed.AddRange(Names(block));
            await SetFirstAsync(TriageState.Resolved);

            // The transaction is too old to go on: what is left is read in a newer one.
            _cache.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await SetFirstAsync(TriageState.Open);
        await foreach (var jobs in _cache.Store.WalkAsync(copy, open, 5000, Token))
        {
            walked.AddRange(jobs.Select(job => job.Job.FileName!));
            await SetFirstAsync(TriageState.Resolved);
        }

        Assert.Equal(Enumerable.Range(0, Jobs).Select(number => $"File {number}.pdf"), streamed);
        Assert.Equal(streamed, walked);

        // Those that were passed first, so that what is left would move up.
        Task SetFirstAsync(TriageState state) => _cache.Triage.ChangeJobsAsync(
            BatchId.Parse(Batch), [.. Enumerable.Range(0, 1000).Select(number => $"job-{number}")], new TriageChange(state, null, null, "Ada"), null, Token);
    }

    [Fact]
    public async Task A_list_brings_its_jobs_in_its_order_without_those_that_are_not_there()
    {
        var copy = await CopyAsync(3000);

        var names = await NamesAsync(_cache.Store.StreamAsync(copy, JobWalk.Of([2999, 5, 70_000, -1, 17, .. Enumerable.Range(0, 2500)]), Token));

        Assert.Equal(["File 2999.pdf", "File 5.pdf", "File 17.pdf", .. Enumerable.Range(0, 2500).Select(ordinal => $"File {ordinal}.pdf")], names);
    }

    [Fact]
    public async Task A_job_is_whole_with_its_details()
    {
        var copy = await CopyAsync(50);
        await foreach (var block in _cache.Store.StreamAsync(copy, JobWalk.All, Token))
        {
            foreach (var job in block)
            {
                Assert.Equal(await _cache.Store.FindJobAsync(copy, job.Ordinal, Token), job);
            }
        }
    }

    [Fact]
    public async Task A_copy_that_is_not_there_or_not_whole_is_told_as_gone()
    {
        await Assert.ThrowsAsync<CopyGoneException>(() => NamesAsync(_cache.Store.StreamAsync(4711, JobWalk.All, Token)));
        var part = (await _cache.WriteAsync(Batch, Pages.Cut(100, 1, 50))).Filling!.Key;
        await Assert.ThrowsAsync<CopyGoneException>(() => NamesAsync(_cache.Store.StreamAsync(part, JobWalk.All, Token)));
    }

    [Fact]
    public async Task A_slow_reader_learns_that_a_newer_copy_took_the_place_of_his()
    {
        // More than the blocks that are read ahead.
        var copy = await CopyAsync(20_000);
        var seen = new List<string>();

        await Assert.ThrowsAsync<CopyGoneException>(async () =>
        {
            await foreach (var block in _cache.Store.StreamAsync(copy, JobWalk.All, Token))
            {
                seen.AddRange(Names(block));
                if (seen.Count == block.Count)
                {
                    await CopyAsync(20_000, "new");

                    // The first transaction is too old to go on, whether it still waits or not.
                    _cache.Clock.Advance(TimeSpan.FromMinutes(1));
                }
            }
        });

        Assert.Equal(seen, Enumerable.Range(0, seen.Count).Select(ordinal => $"File {ordinal}.pdf"));
        Assert.True(seen.Count < 20_000);
    }

    [Fact]
    public async Task Who_goes_away_ends_the_reading_and_leaves_nothing_locked()
    {
        var copy = await CopyAsync(20_000);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var block in _cache.Store.StreamAsync(copy, JobWalk.All, leaving.Token))
            {
                Assert.NotEmpty(block);
                await leaving.CancelAsync();
            }
        });
        await foreach (var block in _cache.Store.StreamAsync(copy, JobWalk.All, Token))
        {
            // Left without a token, as a failing writer does.
            Assert.NotEmpty(block);
            break;
        }

        Assert.Equal(0L, await _cache.QueryAsync(TestDatabase.IsPostgreSql
            ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
            : "PRAGMA wal_checkpoint(TRUNCATE)"));
    }

    [Fact]
    public async Task Very_long_texts_pass_through_a_block()
    {
        var long1 = new string('ä', 400_000);
        var rows = new[] { $$"""{"job_id":"a","filename":"{{long1}}"}""", """{"job_id":"b","filename":"b"}""", $$"""{"job_id":"c","filename":"{{long1}}"}""" };
        await _cache.WriteAsync(Batch, Pages.Of(rows, """{"page":1,"page_size":3,"total_items":3,"total_pages":1}"""));

        var names = await NamesAsync(_cache.Store.StreamAsync((await _cache.FindAsync(Batch))!.Current!.Key, JobWalk.All, Token));

        Assert.Equal([long1, "b", long1], names);
    }

    private async Task<long> CopyAsync(int jobs, string mark = "")
    {
        await _cache.Store.BeginSyncAsync(BatchId.Parse(Batch), fresh: true, Token);
        await _cache.WriteAsync(Batch, Pages.Cut(jobs, 1, Math.Max(1, jobs), mark: mark), forSync: true, isLast: true);
        return (await _cache.FindAsync(Batch))!.Current!.Key;
    }

    private static async Task<List<string>> NamesAsync(IAsyncEnumerable<IReadOnlyList<StoredJob>> blocks)
    {
        var names = new List<string>();
        await foreach (var block in blocks)
        {
            names.AddRange(Names(block));
        }

        return names;
    }

    private static List<string> Names(IReadOnlyList<StoredJob> block) => [.. block.Select(job => job.Job.FileName!)];
}
