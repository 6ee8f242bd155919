using BatchDashboard.Components.Batches;
using BatchDashboard.Export;
using BatchDashboard.Results;

namespace BatchDashboard.Components.Export;

/// <summary><c>/export/batches.csv|json|xlsx</c>: the batches page's list, with its query string.</summary>
public static class BatchListDownload
{
    private static readonly string[] Columns =
    [
        "batch_id", "batch_name", "collection", "status", "successful", "failed", "total_items", "completion_percent", "total_files_size_bytes",
        "duration_seconds", "created_at", "completed_at", "copied_jobs", "copied_at",
    ];

    public static string Path(ExportFormat format) => "/export/batches." + format.Name;

    public static void Map(WebApplication app) => app.MapGet("/export/batches." + ExportEndpoints.Format, SendAsync);

    private static async Task SendAsync(HttpContext http, string format, IResultsService results, Download download, TimeProvider time)
    {
        var answer = await results.GetBatchesAsync(http.RequestAborted);
        if (answer.Value is not { } list)
        {
            await Refusal.AnswerAsync(http, answer.Problem!);
            return;
        }

        var query = BatchListQuery.Parse(http.Request.QueryString.Value ?? "");
        var filter = (query with { Sort = BatchListQuery.DefaultSort, Days = 0 }).ToUrl("");
        await download.SendTableAsync(
            http, "batches", filter.TrimStart('?'), Rows.Of(Columns, query.Apply(list.Items), Write), "Batches", ExportFormat.Find(format)!, time.GetUtcNow());
    }

    private static void Write(BatchListItem item, ICells cells)
    {
        cells.Text(item.Id.Value);
        cells.Text(item.Name);
        cells.Text(item.Collection);
        cells.Text(item.Status);
        cells.Number(item.Completion.Succeeded);
        cells.Number(item.Completion.Failed);
        cells.Number(item.Completion.Total);
        cells.Real(item.Completion.Percent);
        cells.Number(item.TotalBytes);
        cells.Real(item.Duration?.TotalSeconds);
        cells.Time(item.CreatedAt);
        cells.Time(item.CompletedAt);
        cells.Number(item.Freshness.Copied);
        cells.Time(item.Freshness.AsOf);
    }
}
