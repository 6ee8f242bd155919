using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>What the stored rows of a batch tell beyond the API's header.</summary>
/// <param name="IsComplete">False while rows are missing: then their counts say nothing about the batch.</param>
/// <param name="Errors">By error code; <see cref="ErrorTypes.Unknown"/> for failures without one.</param>
/// <param name="Keys">The key of a failed job by its error code and file name.</param>
public sealed record CopyFacts(
    JobFacts Jobs,
    bool IsComplete,
    IReadOnlyDictionary<string, ErrorFacts> Errors,
    IReadOnlyDictionary<(string ErrorType, string FileName), string> Keys)
{
    /// <summary>The key of the first job of an error type with a file name; null when it is not known.</summary>
    public string? KeyOf(string errorType, string fileName) => Keys.GetValueOrDefault((WordComparer.Fold(errorType), fileName));

    /// <summary>How all jobs are made up; null when the copy is gone.</summary>
    public JobFacets? Facets { get; init; }
}
