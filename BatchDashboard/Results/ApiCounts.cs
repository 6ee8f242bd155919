using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads counts that may be anything: sums of them must not overflow.</summary>
public static class ApiCounts
{
    // No batch is as large; a thousand of these still fit into a long.
    private const long Limit = 1_000_000_000_000_000;

    /// <summary>The count within ±10^15; null when there is none.</summary>
    public static long? Of(Field<long>? field) => field is { HasValue: true } count ? Math.Clamp(count.Value, -Limit, Limit) : null;

    /// <summary>The count within 0 to 10^15; null when there is none that can be true.</summary>
    public static long? NonNegative(Field<long>? field) => Of(field) is { } count and >= 0 ? count : null;
}
