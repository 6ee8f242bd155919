using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>Lists that are short, or read in pages: the known batches, errors over all of them, and files of two compared batches.</summary>
internal static class ListEndpoints
{
    private static readonly string[] BatchColumns =
    [
        "batch_id", "batch_name", "collection", "status", "successful", "failed", "total_items", "completion_percent", "total_files_size_bytes",
        "duration_seconds", "created_at", "completed_at", "copied_jobs", "copied_at",
    ];

    private static readonly string[] ErrorColumns = ["error_type", "files", "batch_id", "batch_name", "batch_completed_at", "files_in_batch"];

    // The page's own grouping changes no row: an export has none.
    private static readonly string[] ErrorParameters = [.. ErrorsQuery.Names.Except(["by"], StringComparer.Ordinal)];

    public static async Task SendBatchesAsync(HttpContext http, string format, IResultsService results, Download download, TimeProvider time)
    {
        var parameters = ParametersOf(http, BatchListQuery.Names);
        var query = BatchListQuery.Read(parameters) with { Page = 1, PageSize = int.MaxValue };
        if (await Refusal.RefusesAsync(http, parameters))
        {
            return;
        }

        var answer = await results.GetBatchesAsync(query, http.RequestAborted);
        if (answer.Value is not { } list)
        {
            await Refusal.AnswerAsync(http, answer.Problem!);
            return;
        }

        var filter = (query with { Sort = default, Descending = false, PageSize = BatchListQuery.DefaultPageSize }).ToQueryString();
        await download.SendTableAsync(
            http, "batches", filter.TrimStart('?'), Rows.Of(BatchColumns, list.Items, Write), "Batches", ExportFormat.Find(format)!, time.GetUtcNow());
    }

    public static async Task SendErrorsAsync(HttpContext http, string format, IResultsService results, Download download, TimeProvider time)
    {
        var parameters = ParametersOf(http, ErrorParameters);
        var query = ErrorsQuery.Read(parameters);
        if (await Refusal.RefusesAsync(http, parameters))
        {
            return;
        }

        var answer = await results.GetErrorTrendsAsync(query with { ErrorType = "", IsWhole = true }, http.RequestAborted);
        if (answer.Value is not { } trends)
        {
            await Refusal.AnswerAsync(http, answer.Problem!);
            return;
        }

        var types = trends.Types.Where(type => query.ErrorType.Length == 0 || query.ErrorType.Equals(type.Name, StringComparison.OrdinalIgnoreCase));
        var rows = Rows.Of(ErrorColumns, [.. types.SelectMany(type => type.Batches.Select(batch => (type, batch)))], (row, cells) =>
        {
            cells.Text(row.type.Name);
            cells.Number(row.type.Count);
            cells.Text(row.batch.Id.Value);
            cells.Text(row.batch.Title);
            cells.Time(row.batch.CompletedAt);
            cells.Number(row.batch.Count);
        });
        await download.SendTableAsync(http, "errors", query.ToQueryString().TrimStart('?'), rows, "Errors", ExportFormat.Find(format)!, time.GetUtcNow());
    }

    public static async Task SendComparedAsync(HttpContext http, string format, CompareReader comparisons, Download download, TimeProvider time)
    {
        var parameters = ParametersOf(http, CompareQuery.Names);
        var query = CompareQuery.Read(parameters);
        if (await Refusal.RefusesAsync(http, parameters))
        {
            return;
        }

        var answer = await comparisons.ReadAsync(query, http.RequestAborted);
        if (answer.Value is not { Files: not null } page)
        {
            await Refusal.AnswerAsync(http, answer.Problem ?? Told("left", query.Left, answer.Value!.Left) ?? Told("right", query.Right, answer.Value.Right)!);
            return;
        }

        var subject = $"{page.Left.Id}_{page.Right.Id}_{CompareQuery.Word(page.Query.List)}";
        var filter = page.Query.Search.Length == 0 ? "" : "q=" + Uri.EscapeDataString(page.Query.Search);
        await download.SendTableAsync(http, subject, filter, new CompareRows(comparisons, page), "Files", ExportFormat.Find(format)!, time.GetUtcNow());
    }

    private static Parameters ParametersOf(HttpContext http, IReadOnlyList<string> names) => new(http.Request.QueryString.Value, names, ExportRuns.Parameter);

    private static void Write(BatchListItem item, ICells cells)
    {
        cells.Text(item.Id.Value);
        cells.Text(item.Name);
        cells.Text(item.Collection);
        cells.Text(item.Status);
        cells.Number(item.Completion.Succeeded);
        cells.Number(item.Completion.Failed);
        cells.Number(item.Completion.Total);
        cells.Real(item.Completion.Percent is { } percent ? BatchCounts.Rounded(percent, 3) : null);
        cells.Number(item.TotalBytes);
        cells.Real(item.Duration?.TotalSeconds);
        cells.Time(item.CreatedAt);
        cells.Time(item.CompletedAt);
        cells.Number(item.Freshness.Copied);
        cells.Time(item.Freshness.AsOf);
    }

    // The page offers batches to choose from; a script has to name them.
    private static Problem? Told(string side, string given, CompareSide compared) => compared.Problem switch
    {
        null => null,
        _ when given.Length == 0 => new Problem(ProblemKind.BadInput, $"“{side}” has no batch id.", "Give the ids of two batches as “left” and “right”."),
        { Kind: ProblemKind.NotFound } when compared.Id is { } id => ProblemWords.NeverOpened(id),
        var problem => problem with { Sentence = $"“{side}”: {problem.Sentence}" },
    };
}
