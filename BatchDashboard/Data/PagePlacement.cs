using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Where the jobs of a page belong in the API's order, whatever nonsense the page's numbers are.</summary>
/// <param name="First">The ordinal of the first job.</param>
/// <param name="Span">Ordinals that the page speaks for: the granted page size, or the rows when there are more.</param>
/// <param name="Announced">Jobs that there are in all; null when the page does not say, or contradicts its own rows.</param>
public sealed record PagePlacement(long First, int Span, long? Announced)
{
    private const int MaxPageSize = 1_000_000;

    public static PagePlacement Of(ResultsData? data, int rows)
    {
        var pagination = data?.Pagination.Value;
        var span = Math.Max(rows, PageSize(pagination));
        var first = FirstOf(pagination, span);
        return new PagePlacement(first, span, Total(data, first, rows));
    }

    private static int PageSize(Pagination? pagination)
    {
        if (pagination is { PageSize: { HasValue: true, Value: > 0 and <= MaxPageSize } size })
        {
            return (int)size.Value;
        }

        // Without a page size, the totals tell it; the last page's own rows would not.
        return pagination is { TotalItems: { HasValue: true, Value: > 0 and <= BatchCounts.Max } items, TotalPages: { HasValue: true, Value: > 0 and <= BatchCounts.Max } pages }
            ? (int)Math.Min(MaxPageSize, (items.Value + pages.Value - 1) / pages.Value)
            : 0;
    }

    private static long FirstOf(Pagination? pagination, int span) =>
        pagination is { Page: { HasValue: true, Value: > 1 and <= BatchCounts.Max } page } && (page.Value - 1) * span <= BatchCounts.Max
            ? (page.Value - 1) * span
            : 0;

    private static long? Total(ResultsData? data, long first, int rows)
    {
        var needed = rows == 0 ? 0 : first + rows;
        var totals = new[]
        {
            data?.Pagination.Value?.TotalItems ?? default,
            data?.BatchSummary.Value?.Completion.Value?.TotalItems ?? default,
            data?.Statistics.Value?.Completion.Value?.Total ?? default,
        };
        var plausible = totals
            .Where(total => total is { HasValue: true, Value: >= 0 and <= BatchCounts.Max } && total.Value >= needed)
            .Select(total => total.Value)
            .ToList();
        // Zero ends a copy at once and empties what is there, so it must be undisputed, and said on the first page.
        return plausible.Exists(total => total > 0) ? plausible.Find(total => total > 0)
            : plausible.Count > 0 && first == 0 ? 0
            : null;
    }
}
