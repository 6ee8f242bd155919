using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Components;

/// <summary>Every URL of the product, built in one place for pages and tests alike (design: the public contract).</summary>
public static class Urls
{
    public const string Batches = "/";
    public const string Errors = "/errors";

    public static string Batch(BatchId id) => $"/batches/{Uri.EscapeDataString(id.Value)}";

    public static string Batch(BatchId id, JobQuery query) => Batch(id) + query.ToQueryString();

    /// <summary>The grid of a batch, filtered to one error code.</summary>
    public static string FailedFiles(BatchId id, string errorType) =>
        Batch(id, new JobQuery { ErrorCodes = [errorType] }) + "#jobs";

    public static string Job(BatchId id, string key) => $"{Batch(id)}/jobs/{Uri.EscapeDataString(key)}";

    public static string ErrorType(BatchId id, string errorType) => $"{Batch(id)}/errors/{Uri.EscapeDataString(errorType)}";

    public static string Media(string id) => $"/media/{Uri.EscapeDataString(id)}";

    /// <summary>The batches page filtered to one collection.</summary>
    public static string Collection(string collection) => $"/?collection={Uri.EscapeDataString(collection)}";
}
