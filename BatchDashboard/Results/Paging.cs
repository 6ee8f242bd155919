namespace BatchDashboard.Results;

/// <summary>Which rows of a list are shown. First and last are 1-based, and 0 when there are none.</summary>
/// <param name="Page">1-based.</param>
/// <param name="Total">Rows of all pages.</param>
public sealed record PageRange(int Page, int PageSize, long Total, long First, long Last, int PageCount)
{
    /// <summary>The range of a page that there is.</summary>
    public static PageRange Of(int page, int pageSize, long total)
    {
        var first = Math.Min(total, ((page - 1L) * pageSize) + 1);
        return new PageRange(page, pageSize, total, first, Math.Min(total, (long)page * pageSize), Paging.Count(total, pageSize));
    }
}

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
