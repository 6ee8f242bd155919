using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>Error types that stand in the API's summary only.</summary>
public sealed class SummaryErrorsTests : IAsyncLifetime
{
    private static readonly BatchId Id = BatchId.Parse("batch-summary");
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _api.Answer(Id.Value, (page, _) => $$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"batch-summary","status":"completed","completion":{"successful":2,"failed":4,"total_items":6} },
            "job_results":[{"job_id":"a","status":"succeeded"},{"job_id":"b","status":"succeeded"},{"job_id":"c","status":"failed","error":{"code":"in_rows"} },
            {"job_id":"d","status":"failed"},{"job_id":"e","status":"failed","error":{"code":"in_rows"} },{"job_id":"f","status":"failed","error":{"code":"in_rows"} }],
            "statistics":{"error_summary":[{"error_type":"in_summary","count":3,"affected_files":["x.pdf"]},{"count":0,"affected_files":["y.pdf"]}]},
            "pagination":{"page":{{page}},"page_size":100,"total_items":6,"total_pages":1} } }
            """);
        _dashboard = await Dashboard.StartAsync(_api);
        await _dashboard.CopyAsync(Id.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task The_files_of_a_type_that_no_row_has_are_none_and_not_all()
    {
        var group = (await _dashboard.Results.GetErrorGroupAsync(Id, "in_summary", 1, Token)).Value!;
        var filtered = (await _dashboard.Results.GetBatchAsync(Id, new JobQuery { ErrorCodes = ["in_summary"] }, Token)).Value!.Jobs;

        Assert.Equal((3L, 0L), (group.Group.Count, group.Jobs.Total));
        Assert.Empty(group.Jobs.Rows);
        Assert.Equal(["in_summary"], filtered.Query.ErrorCodes);
        Assert.Equal(0, filtered.Total);
        Assert.Empty(filtered.Notices);
    }

    [Fact]
    public async Task The_errors_of_all_batches_count_rows_where_the_summary_leaves_failures_out()
    {
        var types = (await _dashboard.Results.GetErrorTrendsAsync(new ErrorsQuery(), Token)).Value!.Types;

        Assert.Equal(
            [("in_rows", 3L), ("in_summary", 3L), ("unknown", 1L)],
            types.Select(type => (type.Name!, type.Count)));
    }
}
