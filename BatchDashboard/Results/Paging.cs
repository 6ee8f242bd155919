namespace BatchDashboard.Results;

/// <summary>Arithmetic of pages.</summary>
public static class Paging
{
    /// <summary>Pages in all, at least one.</summary>
    public static int Count(long total, int pageSize) =>
        (int)Math.Clamp((total / pageSize) + (total % pageSize > 0 ? 1 : 0), 1, int.MaxValue);

    /// <summary>The page or the last one, the number of pages, and a sentence when it was corrected.</summary>
    public static (int Page, int Pages, string? Notice) Clamp(int page, int pageSize, long total)
    {
        var pages = Count(Math.Max(0, total), pageSize);
        return page <= pages ? (Math.Max(1, page), pages, null) : (pages, pages, Beyond(pages));
    }

    public static string Beyond(int pages) => pages == 1
        ? "There is only one page: this is it."
        : FormattableString.Invariant($"There are {pages:N0} pages: this is the last.");
}
