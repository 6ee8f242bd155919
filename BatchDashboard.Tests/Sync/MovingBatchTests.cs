using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;

namespace BatchDashboard.Tests.Sync;

/// <summary>A batch that changes while it is copied: the copy is whole, or says by how much it is not.</summary>
public sealed class MovingBatchTests : IAsyncLifetime
{
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private PagedBatch _batch = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _batch = new PagedBatch(_api);
        _dashboard = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "00:30:00"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData(2350, 24)]
    [InlineData(2000, 20)]
    public async Task A_total_that_grows_is_followed(int total, int pages)
    {
        _batch.Total = 1234;
        TotalBecomesAtPage(8, total);

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal(pages, _batch.Asked.Select(one => one.Page).Distinct().Count());
        var progress = _dashboard.Sync.Progress(PagedBatch.Id)!;
        Assert.Equal((1234L, (long)total), (progress.FirstTotal, progress.Total));
    }

    [Theory]
    [InlineData(1100, false)]
    [InlineData(1100, true)]
    [InlineData(1050, true)]
    [InlineData(750, false)]
    public async Task A_total_that_shrinks_is_followed(int total, bool refusesPagesBehindTheEnd)
    {
        TotalBecomesAtPage(12, total);
        var before = _batch.Before!;
        _batch.Before = async (context, page) =>
        {
            await before(context, page);
            return refusesPagesBehindTheEnd && (page - 1) * 100 >= _batch.Total && await PagedBatch.Fail(context, 404);
        };

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        var copy = (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current!;
        Assert.Equal(((long)total, false), (copy.ExpectedJobs, copy.IsShort));
    }

    [Fact]
    public async Task Jobs_that_pages_repeat_as_they_shift_under_the_copy_are_counted_once_and_said()
    {
        // Ten jobs appear before all others after each page was made. By the place and not by the moment: pages are asked for together.
        _batch.JobAt = ordinal => ordinal - (10 * (ordinal / 100));

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        var view = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, JobQuery.Default, Token)).Value!.Batch;
        Assert.Contains("190 jobs came twice, and are counted and listed once.", view.Discrepancies);
        var copy = (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current!;
        Assert.Equal(1_810, copy.Jobs);
        var exported = new List<string?>();
        await foreach (var block in _dashboard.Store.StreamAsync(copy.Key, JobWalk.All, Token))
        {
            exported.AddRange(block.Select(job => job.Job.JobId));
        }

        Assert.Equal(Enumerable.Range(0, 1_810).Select(PagedBatch.JobId), exported);
        Assert.Equal(181, (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, new JobQuery { Statuses = ["failed"] }, Token)).Value!.Jobs.Total);
    }

    [Fact]
    public async Task A_failed_job_that_appears_twice_is_counted_once_wherever_jobs_are_counted()
    {
        _batch.JobAt = ordinal => ordinal == 1500 ? 30 : ordinal;

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        var failed = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, new JobQuery { Statuses = ["failed"], PageSize = 250 }, Token)).Value!;
        Assert.Equal((199, 199L), (failed.Jobs.Rows.Count, failed.Jobs.Total));
        Assert.Equal(199, failed.Jobs.Options.Statuses.Single(status => status.Value == "failed").Count);
        Assert.Contains("1 job came twice, and is counted and listed once.", failed.Batch.Discrepancies);
        Assert.Equal([("job-1499", 1500L), ("job-1501", 1502L)], (await _dashboard.Store.ListRangeAsync(
            (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current!.Key, 1499, 3, Token)).Select(job => (job.Job.JobId!, job.Ordinal + 1)));
        var refreshed = (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current!.Key;
        await _dashboard.Results.RefreshAsync(PagedBatch.Id, Token);
        await _dashboard.Sync.EndAsync(PagedBatch.Id).InTimeAsync();
        var again = (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current!;
        Assert.NotEqual(refreshed, again.Key);
        Assert.Equal(1_999, again.Jobs);
    }

    [Fact]
    public async Task Another_file_with_the_same_id_is_another_job()
    {
        _api.Answer(PagedBatch.Id.Value, (_, _) => """
            {"success":true,"data":{"batch_summary":{"status":"completed","completion":{"successful":4,"failed":0,"total_items":4} },
            "job_results":[{"job_id":"a","filename":"1"},{"job_id":"a","filename":"2"},{"job_id":"a","filename":"1"},{"filename":"1"}],"pagination":{"page":1,"page_size":100,"total_items":4,"total_pages":1} } }
            """);

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        var page = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, JobQuery.Default, Token)).Value!;
        Assert.Equal([("a", "1"), ("row-2", "2"), ("row-4", "1")], page.Jobs.Rows.Select(row => (row.Key, row.FileName!)));
        Assert.Contains("1 job came twice, and is counted and listed once.", page.Batch.Discrepancies);
        Assert.Contains("The results list 3 jobs, but only 1 different job ids.", page.Batch.Discrepancies);
    }

    [Fact]
    public async Task A_batch_that_ends_in_the_middle_is_copied_anew_and_holds_no_row_of_before()
    {
        (_batch.Status, _batch.Mark) = ("running", "before-");
        _batch.Before = (_, page) =>
        {
            (_batch.Status, _batch.Mark) = page == 9 ? ("completed", "") : (_batch.Status, _batch.Mark);
            return Task.FromResult(false);
        };

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal(1, _dashboard.Sync.Progress(PagedBatch.Id)!.Restarts);
    }

    [Fact]
    public async Task While_a_refresh_replaces_a_copy_no_reader_sees_rows_of_both()
    {
        _batch.Mark = "old-";
        await _dashboard.CopyAsync(PagedBatch.Id.Value);
        _batch.Mark = "new-";
        var read = new SemaphoreSlim(0);
        // Each page is answered after the readers have had a look, so that there are looks at every state in between.
        _batch.Before = async (_, _) => !await read.WaitAsync(Waiting.Limit, Token);
        _dashboard.Sync.Start(PagedBatch.Id, fresh: true);
        var marks = new List<string>();
        while (_dashboard.Sync.Progress(PagedBatch.Id) is { IsActive: true })
        {
            await LookAsync();
            read.Release();
        }

        await LookAsync();
        Assert.Equal(["old-", "new-"], marks.Distinct());

        async Task LookAsync()
        {
            foreach (var query in new[] { JobQuery.Default with { PageSize = 250 }, new JobQuery { Statuses = ["failed"], PageSize = 250 } })
            {
                var page = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, query, Token)).Value!;
                Assert.Equal((query.IsPlain ? 250 : 200, query.IsPlain ? 2000L : 200L), (page.Jobs.Rows.Count, page.Jobs.Total));
                marks.Add(Assert.Single(page.Jobs.Rows.Select(row => row.FileName![..4]).Distinct()));
            }
        }
    }

    // Every page says the total of the moment at which it was made.
    private void TotalBecomesAtPage(int page, int total) => _batch.Before = (_, asked) =>
    {
        _batch.Total = asked == page ? total : _batch.Total;
        return Task.FromResult(false);
    };
}
