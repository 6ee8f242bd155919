using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>A page of media items as the API lists them. Indexes are 1-based; both are 0 when there are no items.</summary>
public sealed record MediaListView
{
    /// <summary>The query that was answered, which may be a corrected form of the one asked.</summary>
    public required MediaListQuery Query { get; init; }
    public required IReadOnlyList<MediaListItem> Items { get; init; }
    public required long Total { get; init; }
    public required long First { get; init; }
    public required long Last { get; init; }
    public required int PageCount { get; init; }
    public PageRange Range => new(Query.Page, Query.PageSize, Total, First, Last, PageCount);
    /// <summary>What was corrected, e.g. "There are 4 pages: this is the last."</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
    /// <summary>Of the answer that is shown.</summary>
    public string? RequestId { get; init; }

    // The most that the API gives by its document.
    private static readonly int MostShown = MediaListQuery.PageSizes[^1];

    /// <summary>Makes the view of an answer, whose fields may all be missing.</summary>
    public static MediaListView Of(MediaListQuery query, MediaListBody body)
    {
        var sent = body.Data.Value?.Items.Value ?? [];
        var items = sent.Take(MostShown).Select(item => Item(item.Value)).ToList();
        var pagination = body.Data.Value?.Pagination.Value;
        var size = ApiCounts.NonNegative(pagination?.PageSize) is > 0 and <= int.MaxValue and var granted ? (int)granted : query.PageSize;
        var first = items.Count == 0 ? 0 : ((query.Page - 1L) * size) + 1;
        var last = items.Count == 0 ? 0 : first + items.Count - 1;
        var lastSent = items.Count == 0 ? 0 : first + sent.Count - 1;
        var total = Math.Max(ApiCounts.NonNegative(pagination?.TotalItems) ?? lastSent, lastSent);
        return new MediaListView
        {
            Query = query,
            Items = items,
            Total = total,
            First = first,
            Last = last,
            PageCount = Paging.Count(total, size),
            Notices = [.. Oddities(query, body, size, total, sent.Count)],
            RequestId = body.Metadata.Value?.RequestId.Text,
        };
    }

    private static IEnumerable<string> Oddities(MediaListQuery query, MediaListBody body, int size, long total, int sent)
    {
        if (body.Data.Value?.Items is { HasValue: false, Raw: not null })
        {
            yield return "Wickson's answer has no list of media items.";
        }
        else if (sent > MostShown)
        {
            yield return FormattableString.Invariant($"Wickson sent {sent:N0} items for one page: these are the first {MostShown:N0}.");
        }
        else if (size < query.PageSize && total > size)
        {
            yield return FormattableString.Invariant($"Wickson gives at most {size:N0} {(size == 1 ? "item" : "items")} a page, so this page has no more.");
        }
    }

    private static MediaListItem Item(MediaData? item) => new(
        item?.Id.Text,
        item?.FileInfo.Value?.Filename.Text,
        item?.MediaType.Text,
        item?.FileInfo.Value?.SizeBytes is { HasValue: true, Value: >= 0 } size ? size.Value : null,
        item?.Storage.Value?.CreatedAt is { HasValue: true } created ? created.Value : null,
        item?.Storage.Value?.Collection.Text);
}

/// <summary>One media item of a list; what the API did not send is null.</summary>
public sealed record MediaListItem(string? Id, string? FileName, string? MediaType, long? SizeBytes, DateTimeOffset? CreatedAt, string? Collection);
