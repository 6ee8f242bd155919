namespace BatchDashboard.Wickson;

/// <summary>
/// How many files of a batch succeeded, failed and there are in all, as one answer of the API says it. What the summary leaves
/// out, the statistics say; the total is else that of the pages, else what succeeded and failed. Null: the answer does not say.
/// </summary>
/// <param name="Succeeded">0 to <see cref="Max"/>, as all counts here.</param>
public sealed record BatchCounts(long? Succeeded, long? Failed, long? Total)
{
    /// <summary>More files than any batch has; a larger count is a mistake, and so is a negative one.</summary>
    public const long Max = 1_000_000_000;

    public static BatchCounts Of(ResultsData? data)
    {
        var summary = data?.BatchSummary.Value?.Completion.Value;
        var statistics = data?.Statistics.Value?.Completion.Value;
        var succeeded = Count(summary?.Successful) ?? Count(statistics?.Successful);
        var failed = Count(summary?.Failed) ?? Count(statistics?.Failed);
        var total = Count(summary?.TotalItems)
            ?? Count(statistics?.Total)
            ?? Count(data?.Pagination.Value?.TotalItems)
            ?? (succeeded is null && failed is null ? null : (succeeded ?? 0) + (failed ?? 0));
        return new BatchCounts(succeeded ?? Rated(Rate(summary?.CompletionRate) ?? Rate(statistics?.SuccessRate), failed, total), failed, total);
    }

    /// <summary>
    /// How many of <paramref name="total"/> succeeded, in percent: never 100 with a failure or a file without an outcome, never 0
    /// with a success. Null for no files, and where more succeeded than there are.
    /// </summary>
    public static double? Percent(long succeeded, long failed, long total) =>
        total > 0 && succeeded <= total ? 100.0 * succeeded / Math.Max(total, succeeded + failed) : null;

    /// <summary>A percentage with so many decimals that is 0 only for 0 and 100 only for 100.</summary>
    public static double Rounded(double percent, int decimals)
    {
        var least = Math.Pow(10, -decimals);
        return percent is > 0 and < 100 ? Math.Clamp(Math.Round(percent, decimals), least, 100 - least) : percent;
    }

    private static long? Count(Field<long>? field) => field is { HasValue: true, Value: >= 0 and <= Max } count ? count.Value : null;

    private static double? Rate(Field<double>? field) => field is { HasValue: true, Value: >= 0 and <= 100 } rate ? rate.Value : null;

    // Where the API leaves the count out, its rate gives it back: exactly up to 5,000 files, as it has two decimals.
    private static long? Rated(double? rate, long? failed, long? total) =>
        rate is { } percent && total is { } all ? Math.Min(Math.Max(0, all - (failed ?? 0)), (long)Math.Round(percent * all / 100)) : null;
}
