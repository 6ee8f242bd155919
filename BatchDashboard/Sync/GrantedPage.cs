using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>What the server says it sent, which may differ from what it was asked for.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Size">Rows that a full page has.</param>
/// <param name="Rows">Rows that came.</param>
public sealed record GrantedPage(long Number, int Size, int Rows, long? TotalItems, long? TotalPages)
{
    /// <summary>0-based place of the page's first job in the API's order.</summary>
    public long First => (Number - 1) * Size;

    /// <summary>
    /// Pages in all; null when the server does not tell. Where its pages are too few for its items, the items count: a
    /// page too many costs a request, a page too few costs its jobs.
    /// </summary>
    public long? PageCount => TotalPages is null && TotalItems is null ? null : Math.Max(TotalPages ?? 1, PagesForItems);

    /// <summary>
    /// True when no page follows: by the announced count, or by a short page when there is none. A page without rows
    /// is no last one while others are announced: it may be a mistake.
    /// </summary>
    public bool IsLast => PageCount is { } pages ? Number >= pages : Rows < Size;

    private long PagesForItems => TotalItems is { } items ? (items / Size) + (items % Size > 0 ? 1 : 0) : 1;

    public static GrantedPage Of(ResultsBody body, int askedPage, int askedSize)
    {
        var data = body.Data.Value;
        var pagination = data?.Pagination.Value;
        var size = pagination?.PageSize is { HasValue: true, Value: > 0 and <= int.MaxValue } granted ? (int)granted.Value : askedSize;
        var number = pagination?.Page is { HasValue: true, Value: > 0 and <= int.MaxValue } page ? page.Value : askedPage;
        var rows = data?.JobResults.Value?.Count ?? 0;
        long? total = pagination?.TotalItems is { HasValue: true, Value: >= 0 } items ? items.Value : null;
        if (number > 1 && size == rows && size < askedSize && ((number - 1) * askedSize) + rows == total)
        {
            // The rest, at the place that it has among pages of the asked size: its own rows are named as its size.
            size = askedSize;
        }

        return new GrantedPage(
            number,
            size,
            rows,
            total,
            pagination?.TotalPages is { HasValue: true, Value: > 0 } pages ? pages.Value : null);
    }

    /// <summary>The body with its place in it, for a server that does not say which page it sent, or of what size.</summary>
    public ResultsBody Place(ResultsBody body)
    {
        var told = body.Data.Value?.Pagination.Value;
        var namesItsRows = told?.PageSize is { HasValue: true, Value: var size } && size == Rows && size != Size;
        if (body.Data.Value is not { } data || (told is { Page.HasValue: true, PageSize.HasValue: true } && !namesItsRows))
        {
            return body;
        }

        var pagination = (told ?? new Pagination()) with { Page = Field<long>.Of(Number), PageSize = Field<long>.Of(Size) };
        return body with { Data = Field<ResultsData>.Of(data with { Pagination = Field<Pagination>.Of(pagination) }) };
    }
}
