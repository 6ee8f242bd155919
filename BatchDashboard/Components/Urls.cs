using System.Buffers.Text;
using System.Text;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Components;

/// <summary>Every URL of the product, built in one place for pages and tests alike (design: the public contract).</summary>
public static class Urls
{
    public const string Batches = "/";
    public const string Errors = "/errors";
    public const string SearchPage = "/search";

    public static string Batch(BatchId id) => $"/batches/{Uri.EscapeDataString(id.Value)}";

    public static string Batch(BatchId id, JobQuery query) => Batch(id) + query.ToQueryString();

    /// <summary>The grid of a batch, filtered to one error code.</summary>
    public static string FailedFiles(BatchId id, string errorType) =>
        Batch(id, new JobQuery { ErrorCodes = [errorType] }) + "#jobs";

    public static string Job(BatchId id, string key) => $"{Batch(id)}/jobs/{Uri.EscapeDataString(key)}";

    /// <summary>
    /// The page of an error type. A type that is no plain word (the API may send anything: a slash, a dot, nothing) would
    /// not come back from a path as it went in, so it is written as <c>~</c> and its UTF-8 in URL-safe Base64.
    /// </summary>
    public static string ErrorType(BatchId id, string errorType) => $"{Batch(id)}/errors/" +
        (IsPlainWord(errorType) ? errorType : "~" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(errorType)));

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

    /// <summary>The batches page filtered to one collection.</summary>
    public static string Collection(string collection) => $"/?collection={Uri.EscapeDataString(collection)}";

    private static bool IsPlainWord(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
