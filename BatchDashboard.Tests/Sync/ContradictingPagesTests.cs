using System.Globalization;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
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
        await _dashboard.Sync.EndAsync(Id).InTimeAsync();

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
    public async Task A_copy_that_lacks_jobs_because_the_API_sends_no_more_says_so_and_is_not_offered_again()
    {
        await _dashboard.CopyAsync(Documented.Value);
        var requests = _api.Requests.Count;

        foreach (var query in new[] { JobQuery.Default, new JobQuery { Statuses = ["failed"] } })
        {
            var view = (await _dashboard.Results.GetBatchAsync(Documented, query, Token)).Value!.Batch;
            Assert.Equal((FreshnessKind.Copy, "2 of 2", 200L, 0), (view.Freshness.Kind, view.Freshness.Jobs.ToString(), view.Freshness.Counted, view.CopyCost));
            Assert.Equal(["The API counts 200 files but sends 2; this is all it sends."], view.Discrepancies);
        }

        Assert.Null(await _dashboard.Results.CopyAsync(Documented, Token));
        Assert.Equal(requests, _api.Requests.Count);
        Assert.Null(await _dashboard.Results.RefreshAsync(Documented, Token));
        await _dashboard.Sync.EndAsync(Documented).InTimeAsync();
        Assert.True(_api.Requests.Count > requests);
        Assert.Equal(2, (await _dashboard.Store.FindAsync(Documented, Token))!.Current!.Jobs);
    }

    [Fact]
    public async Task Once_the_API_counts_otherwise_what_it_sends_less_of_is_offered_again()
    {
        _rows[3] = _rows[4] = _rows[5] = "[]";
        await _dashboard.CopyAsync(Id.Value);
        Assert.Equal(0, (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!.Batch.CopyCost);

        // A refresh that learns of twelve files and comes no further than its first page.
        _api.Answer(Id.Value, (page, _) => page == 1
            ? Body(1, """{"page":1,"page_size":2,"total_items":12,"total_pages":6}""").Replace("\"successful\":10,\"failed\":0,\"total_items\":10", "\"successful\":12,\"failed\":0,\"total_items\":12", StringComparison.Ordinal)
            : Body(1, """{"page":1,"page_size":2,"total_items":12,"total_pages":6}"""));
        await _dashboard.Results.RefreshAsync(Id, Token);
        await _dashboard.Sync.EndAsync(Id).InTimeAsync();

        var view = (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!.Batch;
        Assert.Equal((FreshnessKind.PartialCopy, "4 of 10"), (view.Freshness.Kind, view.Freshness.Jobs.ToString()));
        Assert.NotEqual(0, view.CopyCost);
    }

    [Fact]
    public async Task More_jobs_than_the_API_counts_are_all_there_and_said()
    {
        _api.Answer(Id.Value, (_, _) => """
            {"success":true,"data":{"batch_summary":{"status":"completed","completion":{"successful":3,"failed":0,"total_items":3} },
            "job_results":[{"job_id":"a"},{"job_id":"b"},{"job_id":"c"},{"job_id":"d"},{"job_id":"e"}],"pagination":{"page":1,"page_size":100,"total_items":3,"total_pages":1} } }
            """);
        var live = (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!.Jobs;
        Assert.Equal((5L, 5L), (live.Last, live.Total));

        _dashboard.Sync.Start(Id, fresh: true);
        await _dashboard.Sync.EndAsync(Id).InTimeAsync();

        var progress = _dashboard.Sync.Progress(Id)!;
        var page = (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!;
        Assert.Equal(("5 of 5", "5 of 5", FreshnessKind.Copy, 0), (progress.Jobs.ToString(), page.Batch.Freshness.Jobs.ToString(), page.Batch.Freshness.Kind, page.Batch.CopyCost));
        Assert.Equal((5L, 5L), (page.Jobs.Last, page.Jobs.Total));
        Assert.Equal(["The API counts 3 files but sends 5."], page.Batch.Discrepancies);
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
        await _dashboard.Sync.EndAsync(Id).InTimeAsync();

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
