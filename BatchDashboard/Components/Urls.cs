using System.Buffers.Text;
using System.Text;
using BatchDashboard.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Components;

/// <summary>Every URL of the product, built in one place for pages and tests alike (design: the public contract).</summary>
public static class Urls
{
    public const string Batches = "/";
    public const string Errors = "/errors";
    public const string SearchPage = "/search";
    public const string ComparePage = "/compare";
    public const string Following = "/following";
    public const string MediaPage = "/media";

    /// <summary>The batches that a query lists.</summary>
    public static string AllBatches(BatchListQuery query) => Batches + query.ToQueryString();

    public static string Batch(BatchId id) => $"/batches/{Uri.EscapeDataString(id.Value)}";

    public static string Batch(BatchId id, JobQuery query) => Batch(id) + query.ToQueryString();

    /// <summary>The grid of a batch, filtered to one error code.</summary>
    public static string FailedFiles(BatchId id, string errorType) =>
        Batch(id, new JobQuery { ErrorCodes = [errorType] }) + "#jobs";

    /// <summary>The page that sends corrected files, for a selection that <see cref="JobScopes"/> keeps.</summary>
    public static string ResubmitSelected(BatchId id, string ticket) => $"{Batch(id)}/resubmit?scope={ticket}";

    public static string ExportSelected(BatchId id, string ticket) => $"/export{Batch(id)}/jobs.csv?scope={ticket}";

    public static string Job(BatchId id, string key) => $"{Batch(id)}/jobs/{Uri.EscapeDataString(key)}";

    /// <summary>
    /// The page of an error type. A type that is no plain word (the API may send anything: a slash, a dot, nothing) would
    /// not come back from a path as it went in, so it is written as <c>~</c> and its UTF-8 in URL-safe Base64.
    /// </summary>
    public static string ErrorType(BatchId id, string errorType) => $"{Batch(id)}/errors/" +
        (IsPlainWord(errorType) ? errorType : "~" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(errorType)));

    /// <summary>The same with its files grouped by a detail key (null: by message pattern), and a page of them.</summary>
    public static string ErrorType(BatchId id, string errorType, string? by, int page = 1)
    {
        var query = new JobQuery { Page = page }.ToQueryString();
        var grouping = new ErrorsQuery { By = by }.ToQueryString();
        return ErrorType(id, errorType) + query + (query.Length > 0 && grouping.Length > 0 ? "&" + grouping[1..] : grouping);
    }

    /// <summary>Errors over all batches.</summary>
    public static string AllErrors(ErrorsQuery query) => Errors + query.ToQueryString();

    /// <summary>The error type that stands in a path; never fails, for a path is typed by hand too.</summary>
    public static string ReadErrorType(string segment)
    {
        if (!segment.StartsWith('~') || !Base64Url.IsValid(segment.AsSpan(1)))
        {
            return segment;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment.AsSpan(1)));
    }

    /// <summary>The kit that sends the failed files again that a query finds.</summary>
    public static string Kit(BatchId id, JobQuery query) => $"/export{Batch(id)}/kit.zip{query.ToQueryString()}";

    /// <summary>The same for a selection.</summary>
    public static string Kit(BatchId id, string ticket) => $"/export{Batch(id)}/kit.zip?scope={Uri.EscapeDataString(ticket)}";

    /// <summary>Where corrected files are dropped for the failed ones that a query finds.</summary>
    public static string Resubmit(BatchId id, JobQuery query) => Batch(id) + "/resubmit" + (query with { Page = 1, PageSize = JobQuery.DefaultPageSize, Sort = JobSort.None, Descending = false }).ToQueryString();

    public static string Resubmission(string id) => $"/resubmissions/{Uri.EscapeDataString(id)}";

    public static string Media(string id) => $"/media/{Uri.EscapeDataString(id)}";

    /// <summary>What is found of a text in everything that is copied.</summary>
    public static string Search(string text) => SearchPage + new JobQuery { Search = text }.ToQueryString();

    /// <summary>Two batches side by side; without one of them, the page where it is chosen.</summary>
    public static string Compare(BatchId? left, BatchId? right = null, FileList list = default) =>
        Compare(new CompareQuery { Left = left?.Value ?? "", Right = right?.Value ?? "", List = list });

    public static string Compare(CompareQuery query) => ComparePage + query.ToQueryString();

    /// <summary>The jobs that a query finds, all its pages, as a file.</summary>
    public static string ExportJobs(BatchId id, ExportFormat format, JobQuery query) =>
        $"/export/batches/{Uri.EscapeDataString(id.Value)}/jobs.{format.Name}{(query with { Page = 1, PageSize = JobQuery.DefaultPageSize }).ToQueryString()}";

    /// <summary>Selected jobs as a file.</summary>
    /// <param name="ticket">Of <see cref="JobScopes"/>.</param>
    public static string ExportSelection(BatchId id, ExportFormat format, string ticket) =>
        $"/export/batches/{Uri.EscapeDataString(id.Value)}/jobs.{format.Name}?{JobScopes.Parameter}={Uri.EscapeDataString(ticket)}";

    public static string ExportCompared(CompareQuery query, ExportFormat format) => $"/export/compare.{format.Name}{(query with { Page = 1 }).ToQueryString()}";

    /// <summary>The batches that a query lists, all its pages, as a file.</summary>
    public static string ExportBatches(ExportFormat format, BatchListQuery query) =>
        $"/export/batches.{format.Name}{(query with { Page = 1, PageSize = BatchListQuery.DefaultPageSize }).ToQueryString()}";

    public static string ExportErrors(ExportFormat format, ErrorsQuery query) =>
        $"/export/errors.{format.Name}{(query with { ErrorType = "", By = null }).ToQueryString()}";

    /// <summary>The media items of a collection, where its name leads.</summary>
    public static string Collection(string collection) => MediaList(new MediaListQuery { Collection = collection });

    public static string MediaList(MediaListQuery query) => MediaPage + query.ToQueryString();

    /// <summary>The batches page filtered to one collection.</summary>
    public static string BatchesOf(string collection) => AllBatches(new BatchListQuery { Collection = collection });

    /// <summary>The ids of all media items that a batch created, as a file.</summary>
    public static string ExportMedia(BatchId id, ExportFormat format) => $"/export{Batch(id)}/media.{format.Name}";

    private static bool IsPlainWord(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
