using System.Globalization;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Sync;

/// <summary>A server that announces more jobs than it sends: what is here already is never lost to it.</summary>
public sealed class ContradictingPagesTests : IAsyncLifetime
{
    private static readonly BatchId Id = BatchId.Parse("batch-lies");
    private static readonly BatchId Documented = BatchId.Parse("batch-as-documented");
    private readonly Dictionary<int, string> _rows = [];
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private string _status = "completed";
    private int _totalPages = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _dashboard = await Dashboard.StartAsync(_api);
        _api.Answer(Id.Value, (page, _) => Body(page, $$"""{"page":{{page}},"page_size":2,"total_items":10,"total_pages":{{_totalPages}}}"""));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData(3, "null")]
    [InlineData(3, "\"soon\"")]
    [InlineData(3, "[]")]
    [InlineData(5, "[]")]
    [InlineData(1, "[]")]
    public async Task A_page_without_its_jobs_does_not_cost_the_whole_copy_that_is_here(int page, string rows)
    {
        await _dashboard.CopyAsync(Id.Value);
        var whole = (await _dashboard.Store.FindAsync(Id, Token))!.Current!;
        _rows[page] = rows;

        await _dashboard.Results.RefreshAsync(Id, Token);
        await _dashboard.Sync.EndAsync(Id).WaitAsync(Token);

        Assert.Equal(whole, (await _dashboard.Store.FindAsync(Id, Token))!.Current);
        Assert.Equal((SyncState.Failed, SyncObstacleKind.Pages), (_dashboard.Sync.Progress(Id)!.State, _dashboard.Sync.Progress(Id)!.Obstacle!.Kind));
        Assert.Empty(await _dashboard.Store.InterruptedSyncsAsync(Token));
    }

    [Fact]
    public async Task A_number_of_pages_that_is_too_small_for_the_jobs_ends_no_copy()
    {
        _totalPages = 1;

        await _dashboard.CopyAsync(Id.Value);

        Assert.Equal(10, (await _dashboard.Store.FindAsync(Id, Token))!.Current!.Jobs);
    }

    [Fact]
    public async Task A_plain_page_without_a_list_and_without_totals_leaves_the_copy_of_a_running_batch()
    {
        _status = "running";
        await _dashboard.CopyAsync(Id.Value);
        var whole = (await _dashboard.Store.FindAsync(Id, Token))!.Current!;
        _rows[1] = "null";
        _api.Answer(Id.Value, (page, _) => Body(page, "null"));

        await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token);

        Assert.Equal(whole, (await _dashboard.Store.FindAsync(Id, Token))!.Current);
    }

    [Fact]
    public async Task A_first_copy_that_lacks_announced_jobs_ends_says_so_and_is_not_made_again_by_itself()
    {
        await _dashboard.CopyAsync(Documented.Value);
        var requests = _api.Requests.Count;

        foreach (var query in new[] { JobQuery.Default, new JobQuery { Statuses = ["failed"] } })
        {
            var view = (await _dashboard.Results.GetBatchAsync(Documented, query, Token)).Value!.Batch;
            Assert.Equal((FreshnessKind.PartialCopy, 2L, 200L), (view.Freshness.Kind, view.Freshness.Copied, view.Freshness.Total));
            Assert.Contains("The summary counts 200 items, but the results list 2.", view.Discrepancies);
        }

        Assert.Equal(requests, _api.Requests.Count);
        Assert.Null(await _dashboard.Results.RefreshAsync(Documented, Token));
        await _dashboard.Sync.EndAsync(Documented).WaitAsync(Token);
        Assert.True(_api.Requests.Count > requests);
        Assert.Equal(2, (await _dashboard.Store.FindAsync(Documented, Token))!.Current!.Jobs);
    }

    [Fact]
    public async Task A_server_that_announces_pages_without_end_is_not_asked_without_end()
    {
        _totalPages = 1_000_000;
        for (var page = 3; page < 30; page++)
        {
            _rows[page] = "[]";
        }

        await _dashboard.CopyAsync(Id.Value);

        Assert.InRange(_api.Requests.Count, 5, 10);
        var copy = (await _dashboard.Store.FindAsync(Id, Token))!.Current!;
        Assert.Equal((4L, 10L, true), (copy.Jobs, copy.ExpectedJobs, copy.IsShort));
    }

    [Fact]
    public async Task A_batch_whose_status_changes_with_every_page_becomes_no_copy_of_mixed_states()
    {
        var asked = 0;
        _api.Answer(Id.Value, (page, _) =>
        {
            _status = ++asked % 2 == 0 ? "running" : "completed";
            return Body(page, $$"""{"page":{{page}},"page_size":2,"total_items":10,"total_pages":5}""");
        });

        _dashboard.Sync.Start(Id, fresh: false);
        await _dashboard.Sync.EndAsync(Id).WaitAsync(Token);

        Assert.Equal(SyncState.Failed, _dashboard.Sync.Progress(Id)!.State);
        Assert.Null((await _dashboard.Store.FindAsync(Id, Token))!.Current);
    }

    private string Body(int page, string pagination)
    {
        var rows = _rows.GetValueOrDefault(page) ?? string.Create(
            CultureInfo.InvariantCulture, $$"""[{"job_id":"a{{page}}","status":"succeeded"},{"job_id":"b{{page}}","status":"succeeded"}]""");
        var completion = pagination == "null" ? "{}" : """{"successful":10,"failed":0,"total_items":10}""";
        return $$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"batch-lies","status":"{{_status}}","completion":{{completion}} },
            "job_results":{{rows}},"pagination":{{pagination}} } }
            """;
    }
}
