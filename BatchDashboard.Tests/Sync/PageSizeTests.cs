using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Sync;

/// <summary>No maximum of the page size is documented: the copy asks for much and takes what it gets (docs/decisions/0005).</summary>
public sealed class PageSizeTests : IAsyncLifetime
{
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private PagedBatch _batch = null!;

    private PageLimit Limit => _dashboard.Services.GetRequiredService<PageLimit>();

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
    [InlineData(1, 100)]
    [InlineData(7, 1000)]
    [InlineData(1000, 12_345)]
    [InlineData(10_000, 23_456)]
    [InlineData(1_000_000, 9_999)]
    public async Task Whatever_the_server_grants_each_page_is_asked_for_once(int grant, int total)
    {
        (_batch.Grant, _batch.Total) = (grant, total);

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        var pages = (total + Math.Min(grant, 10_000) - 1) / Math.Min(grant, 10_000);
        Assert.Equal(Enumerable.Range(1, pages), _batch.Asked.Select(one => one.Page).Order());
        Assert.Equal(10_000, _batch.Asked[0].Size);
    }

    [Fact]
    public async Task A_server_that_grants_another_size_in_the_middle_is_followed_from_the_jobs_that_are_here()
    {
        _batch.Total = 5000;
        _batch.Grant = 500;
        _batch.Before = (_, page) =>
        {
            _batch.Grant = page == 6 ? 200 : _batch.Grant;
            return Task.FromResult(false);
        };

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal(200, Limit.Of(10_000));
        Assert.True(_batch.Asked.Count <= 5 + 4 + 25);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task A_server_that_refuses_large_pages_is_asked_for_smaller_ones_and_that_is_remembered(int status)
    {
        _batch.Total = 3000;
        _batch.Grant = 500;
        _batch.Before = (context, _) => int.Parse(context.Request.Query["page_size"]!, System.Globalization.CultureInfo.InvariantCulture) > 500
            ? PagedBatch.Fail(context, status)
            : Task.FromResult(false);

        await _dashboard.CopyAsync(PagedBatch.Id.Value);
        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal([10_000, 5000, 1000, 500], _batch.Asked.Take(4).Select(one => one.Size));
        Assert.Equal(6 + 3, _batch.Asked.Count);

        await _dashboard.Results.RefreshAsync(PagedBatch.Id, TestContext.Current.CancellationToken);
        await _dashboard.Sync.EndAsync(PagedBatch.Id);
        Assert.Equal(6 + 6 + 3, _batch.Asked.Count);
    }

    [Fact]
    public async Task A_request_that_is_rejected_whatever_its_size_ends_the_copy()
    {
        _batch.Before = (context, _) => PagedBatch.Fail(context, 400);

        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.Sync.EndAsync(PagedBatch.Id);

        Assert.Equal(WicksonFailure.Rejected, _dashboard.Sync.Progress(PagedBatch.Id)!.Obstacle!.Error!.Failure);
        Assert.Equal(6, _batch.Asked.Count);
    }

    [Fact]
    public async Task Pages_that_take_too_long_become_smaller_but_not_smaller_than_a_thousand_jobs()
    {
        (_batch.Total, _batch.Grant) = (3000, 10_000);
        _batch.Before = async (context, _) =>
        {
            if (int.Parse(context.Request.Query["page_size"]!, System.Globalization.CultureInfo.InvariantCulture) == 1000)
            {
                return false;
            }

            // The time is over while the server works on it.
            _dashboard.Clock.Advance(TimeSpan.FromMinutes(31));
            return await PagedBatch.StallAsync(context);
        };

        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.RunToEndAsync(PagedBatch.Id);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal([10_000, 5000, 2500, 1250, 1000, 1000, 1000], _batch.Asked.Select(one => one.Size));
    }

    [Fact]
    public async Task A_last_page_that_names_its_rows_as_its_size_stands_at_its_place()
    {
        var id = BatchId.Parse("batch-rest");
        _api.Answer(id.Value, (page, _) =>
        {
            var rows = page == 3 ? 5 : 10;
            var jobs = Enumerable.Range((page - 1) * 10, rows).Select(ordinal => $$"""{"job_id":"job-{{ordinal}}"}""");
            return $$"""
                {"success":true,"data":{"batch_summary":{"status":"completed"},"job_results":[{{string.Join(',', jobs)}}],
                "pagination":{"page":{{page}},"page_size":{{rows}},"total_items":25,"total_pages":3} } }
                """;
        });

        await _dashboard.CopyAsync(id.Value);

        var copy = (await _dashboard.Store.FindAsync(id, TestContext.Current.CancellationToken))!.Current!;
        var jobs = await _dashboard.Store.ListRangeAsync(copy.Key, 0, 100, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 25).Select(PagedBatch.JobId), jobs.Select(job => job.Job.JobId));
    }

    [Fact]
    public void Costs_are_counted_by_what_was_granted_and_not_by_what_is_hoped_for()
    {
        var limit = new PageLimit();
        Assert.Equal((1000, 10_000), (limit.ForCosts(10_000), limit.ForCopies(10_000)));

        limit.Learn(10_000, new GrantedPage(1, 5000, 5000, 20_000, 4));

        Assert.Equal((5000, 5000), (limit.ForCosts(10_000), limit.ForCopies(10_000)));
    }
}
