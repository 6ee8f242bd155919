using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>What a batch is called.</summary>
public static class BatchTitle
{
    /// <param name="name">As the API gave it.</param>
    /// <param name="origin">What a batch without a name that was sent from here is called.</param>
    public static string Of(BatchId id, string? name, string? origin = null) =>
        !string.IsNullOrWhiteSpace(name) ? name : origin ?? id.Value;

    /// <summary>"Corrected files of Monthly reports".</summary>
    /// <param name="source">The name of the batch that the first file came from.</param>
    /// <param name="batches">From how many batches the files came.</param>
    public static string OfCorrected(string source, long batches) => batches switch
    {
        <= 1 => $"Corrected files of {source}",
        2 => $"Corrected files of {source} and another batch",
        _ => FormattableString.Invariant($"Corrected files of {source} and {batches - 1:N0} other batches"),
    };
}
