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
    public async Task Pages_that_shift_under_the_copy_end_as_a_copy_that_tells_how_many_ids_came_twice()
    {
        // Three jobs appear before all others after page 7 was made. By the place and not by the moment: pages are asked for together.
        _batch.JobAt = ordinal => ordinal < 700 ? ordinal : ordinal - 3;

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        var view = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, JobQuery.Default, Token)).Value!.Batch;
        Assert.Contains("The results list 2,000 jobs, but only 1,997 different job ids.", view.Discrepancies);
    }

    [Fact]
    public async Task A_job_that_appears_twice_is_told()
    {
        _batch.JobAt = ordinal => ordinal == 1500 ? 3 : ordinal;

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        var view = (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, JobQuery.Default, Token)).Value!.Batch;
        Assert.Contains("The results list 2,000 jobs, but only 1,999 different job ids.", view.Discrepancies);
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
