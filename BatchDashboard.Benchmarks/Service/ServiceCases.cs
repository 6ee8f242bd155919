using System.Globalization;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Source;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Benchmarks.Service;

/// <summary>The questions that pages put, over one batch.</summary>
internal sealed class ServiceCases(IResultsService results, HandWrittenSql? sql, SourceBatch batch)
{
    public const string Plain = "Page of 50, plain order";
    public const string Filtered = "Page of 50, filtered";
    public const string Sorted = "Page of 50, sorted";
    public const string Searched = "Page of 50, searched";
    public const string Figures = "Figures";
    public const string Everywhere = "Search over all batches";

    private const int Rows = JobQuery.DefaultPageSize;

    // So many pages around the named place are asked for in turns: one page alone would only show what a cache can do.
    private const int Neighbours = 32;

    private static readonly string[] Places = ["first", "middle", "last"];
    private static readonly string[] CommonTexts = ["safety", "minutes", "overview", "staffing"];
    private static readonly string[] AbsentTexts = ["payroll", "zebra", "quantum", "harvest"];

    private readonly string _id = SourceBatch.Id(batch.Jobs);
    private readonly BatchId _batch = BatchId.Parse(SourceBatch.Id(batch.Jobs));

    public IReadOnlyList<ServiceCase> All() =>
    [
        .. Places.Select(place => Pages(Plain, $"{place} page", JobQuery.Default, "1", null, batch.Jobs, place)),
        .. Places.Select(place => Pages(Filtered, $"failed, {place} page", JobQuery.Default with { Statuses = ["failed"] }, "status = 'failed'", null, batch.Totals.Failed, place)),
        Pages(Filtered, "one error code, middle page", JobQuery.Default with { ErrorCodes = ["format_error"] }, "error_code = 'format_error'", null, batch.Totals.ByCode[0], "middle"),
        Pages(Filtered, "two media types, last page", JobQuery.Default with { MediaTypes = ["image", "video"] }, "media_type IN ('image', 'video')", null, batch.Totals.ByType[1] + batch.Totals.ByType[3], "last"),
        .. Places.Select(place => Pages(Sorted, $"by name, {place} page", JobQuery.Default with { Sort = JobSort.FileName }, "1", "file_name COLLATE NOCASE", batch.Jobs, place)),
        .. Places.Select(place => Pages(Sorted, $"largest first, {place} page", JobQuery.Default with { Sort = JobSort.Size, Descending = true }, "1", "size_bytes DESC", batch.Jobs, place)),
        Pages(Sorted, "by completion, middle page", JobQuery.Default with { Sort = JobSort.Completed }, "1", "completed_at", batch.Jobs, "middle"),
        Pages(Sorted, "by duration, last page", JobQuery.Default with { Sort = JobSort.Duration }, "1", "completed_at - created_at", batch.Jobs, "last"),
        Pages(Sorted, "failed, largest first, middle page", JobQuery.Default with { Statuses = ["failed"], Sort = JobSort.Size, Descending = true }, "status = 'failed'", "size_bytes DESC", batch.Totals.Failed, "middle"),
        Search("text in 1 of 12 names", turn => CommonTexts[turn % CommonTexts.Length], ""),
        Search("five digits", turn => string.Create(CultureInfo.InvariantCulture, $"{turn * 7919 % 100_000:D5}"), ""),
        Search("text in one name at most", turn => string.Create(CultureInfo.InvariantCulture, $"{1 + (turn * 7919 % batch.Jobs):D8}"), ""),
        Search("text in no name", turn => AbsentTexts[turn % AbsentTexts.Length], ""),
        Search("text in 1 of 12 names, failed, by size", turn => CommonTexts[turn % CommonTexts.Length], "status = 'failed'", "size_bytes", JobQuery.Default with { Statuses = ["failed"], Sort = JobSort.Size }),
        new(Figures, "gauge, charts, filters and error groups", async turn => Count(await results.GetBatchAsync(_batch, JobQuery.Default with { PageSize = 25, Page = 1 + (int)(turn % 32) }, default)))
        {
            AskByHand = sql is null ? null : _ => sql.Figures(_id).Count,
        },
        new(Figures, "filters of a filtered page", async turn => Count(await results.GetBatchAsync(_batch, JobQuery.Default with { PageSize = 25, MediaTypes = [SourceJob.MediaTypes[turn % 5]] }, default)))
        {
            AskByHand = sql is null ? null : _ => sql.Figures(_id).Count,
        },
        new(Figures, "one error group", async turn => Check(await results.GetErrorGroupAsync(_batch, SourceJob.Codes[turn % 8], 1, default)).Jobs.Rows.Count)
        {
            AskByHand = sql is null ? null : turn => sql.Page(_id, "error_code = $code", null, 0, Rows, ("$code", SourceJob.Codes[turn % 8])).Count,
        },
        new(Figures, "errors of all batches", async _ => Check(await results.GetErrorTrendsAsync(new ErrorsQuery(), default)).Types.Count)
        {
            AskByHand = sql is null ? null : _ => sql.Figures(_id).Count,
        },
        new(Figures, "one job, by its id", async turn => Check(await results.GetJobAsync(_batch, SourceJob.JobId(turn * 7919 % batch.Jobs), default)).Row.FileName!.Length)
        {
            AskByHand = sql is null ? null : turn => sql.Job(_id, SourceJob.JobId(turn * 7919 % batch.Jobs))[0].FileName!.Length,
        },
        new(Everywhere, "text in 1 of 12 names", async turn => Check(await results.SearchAsync(CommonTexts[turn % CommonTexts.Length], default)).Jobs.Count)
        {
            AskByHand = sql is null ? null : turn => sql.Search(CommonTexts[turn % CommonTexts.Length], SearchResults.MostJobs).Count,
        },
        new(Everywhere, "text in one name at most", async turn => Check(await results.SearchAsync(string.Create(CultureInfo.InvariantCulture, $"{1 + (turn * 7919 % batch.Jobs):D8}"), default)).Jobs.Count)
        {
            AskByHand = sql is null ? null : turn => sql.Search(string.Create(CultureInfo.InvariantCulture, $"{1 + (turn * 7919 % batch.Jobs):D8}"), SearchResults.MostJobs).Count,
        },
    ];

    private ServiceCase Pages(string group, string name, JobQuery query, string where, string? order, long matches, string place)
    {
        var pages = Math.Max(1, (matches + Rows - 1) / Rows);
        long PageOf(long turn)
        {
            var near = turn % Math.Min(Neighbours, pages);
            return place switch
            {
                "first" => 1 + near,
                "middle" => Math.Clamp((pages / 2) + near, 1, pages),
                _ => pages - near,
            };
        }

        return new ServiceCase(group, name, async turn => Count(await results.GetBatchAsync(_batch, query with { Page = (int)PageOf(turn) }, default)))
        {
            AskByHand = sql is null ? null : turn => query.IsPlain
                ? sql.Range(_id, (PageOf(turn) - 1) * Rows, Rows).Count
                : sql.Page(_id, where, order, (PageOf(turn) - 1) * Rows, Rows).Count,
        };
    }

    private ServiceCase Search(string name, Func<long, string> text, string where, string? order = null, JobQuery? query = null) =>
        new(Searched, name, async turn => Count(await results.GetBatchAsync(_batch, (query ?? JobQuery.Default) with { Search = text(turn) }, default)))
        {
            AskByHand = sql is null ? null : turn => sql.Page(
                _id, "file_name LIKE $text" + (where.Length > 0 ? " AND " + where : ""), order, 0, Rows, ("$text", $"%{text(turn)}%")).Count,
        };

    private static int Count(Answer<BatchPage> answer) => Check(answer).Jobs.Rows.Count;

    // A fast error is no fast answer.
    private static T Check<T>(Answer<T> answer)
        where T : class =>
        answer is { Value: { } value, Problem: null } ? value : throw new InvalidOperationException(answer.Problem?.Sentence ?? "No answer.");
}
