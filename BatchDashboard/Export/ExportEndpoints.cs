using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

public static class ExportEndpoints
{
    private const string Format = ".{format:regex(^(csv|json|xlsx)$)}";

    /// <summary>
    /// <c>/export/batches/{batchId}/jobs.csv|json|xlsx</c> with the query string of the grid, <c>…/media.…</c> with none, <c>/export/compare.…</c> with that of
    /// the comparison, <c>/export/batches.…</c> with that of the batches page, and <c>/export/errors.…</c> with that of the errors page.
    /// An unknown parameter, value or format is a 400.
    /// </summary>
    public static void MapExport(this WebApplication app)
    {
        Map(app, "/export/batches/{batchId}/jobs", SendJobsAsync);
        Map(app, "/export/batches/{batchId}/media", MediaExport.SendAsync);
        Map(app, "/export/batches", ListEndpoints.SendBatchesAsync);
        Map(app, "/export/compare", ListEndpoints.SendComparedAsync);
        Map(app, "/export/errors", ListEndpoints.SendErrorsAsync);
    }

    private static void Map(WebApplication app, string path, Delegate send)
    {
        app.MapGet(path + Format, send);
        app.MapUnknownFormats(path, [.. ExportFormat.All.Select(format => format.Name)]);
    }

    internal static Problem NoBatchId(string text) => new(
        ProblemKind.NotFound, $"“{ProblemWords.Shorten(text)}” cannot be a batch id.", "Check the link, or export from the batch's page.");

    private static async Task SendJobsAsync(HttpContext http, string batchId, string format, JobsExports exports, Download download, TimeProvider time)
    {
        if (!BatchId.TryParse(batchId, out var id))
        {
            await Refusal.AnswerAsync(http, NoBatchId(batchId));
            return;
        }

        var parameters = new Parameters(http.Request.QueryString.Value, JobScopes.Names, ExportRuns.Parameter);
        var (query, ticket) = JobScopes.Read(parameters);
        if (await Refusal.RefusesAsync(http, parameters))
        {
            return;
        }

        var found = await exports.FindAsync(id, query, ticket, http.RequestAborted);
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
                ? ResultsJson.WriteAsync(export, now, target, written, token)
                : TableFile.WriteAsync(new JobSheet(export), "Jobs", kind, target, written, token));
    }
}
