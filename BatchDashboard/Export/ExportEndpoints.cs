using BatchDashboard.Cache;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

public static class ExportEndpoints
{
    /// <summary>A kind of file in a route.</summary>
    public const string Format = "{format:regex(^(csv|json|xlsx)$)}";

    /// <summary>
    /// <c>/export/batches/{batchId}/jobs.csv|json|xlsx</c> with the query string of the grid, <c>/export/compare.…</c> with that of
    /// the comparison, <c>/export/batches.…</c> with that of the batches page, and <c>/export/errors.…</c> with that of the errors page.
    /// </summary>
    public static void MapExport(this WebApplication app)
    {
        app.MapGet("/export/batches/{batchId}/jobs." + Format, SendJobsAsync);
        app.MapGet("/export/batches." + Format, ListEndpoints.SendBatchesAsync);
        app.MapGet("/export/compare." + Format, ListEndpoints.SendComparedAsync);
        app.MapGet("/export/errors." + Format, ListEndpoints.SendErrorsAsync);
    }

    private static async Task SendJobsAsync(
        HttpContext http, string batchId, string format, JobsExports exports, BatchStore store, Download download, TimeProvider time)
    {
        if (!BatchId.TryParse(batchId, out var id))
        {
            await Refusal.AnswerAsync(http, new Problem(
                ProblemKind.NotFound, $"“{ProblemWords.Shorten(batchId)}” cannot be a batch id.", "Check the link, or export from the batch's page."));
            return;
        }

        var found = await exports.FindAsync(id, http.Request.QueryString.Value, http.RequestAborted);
        if (found.Value is not { } export)
        {
            await Refusal.AnswerAsync(http, found.Problem!);
            return;
        }

        var (kind, now) = (ExportFormat.Find(format)!, time.GetUtcNow());
        await download.SendAsync(
            http,
            ExportFileName.Of(id.Value, export.Filter, now, kind),
            kind,
            export.Total,
            (target, written, token) => kind == ExportFormat.Json
                ? ResultsJson.WriteAsync(export, store, now, target, written, token)
                : TableFile.WriteAsync(new JobSheet(store, export.Copy.Key, export.Walk, export.Total, export.Operators), "Jobs", kind, target, written, token));
    }
}
