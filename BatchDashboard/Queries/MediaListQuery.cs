using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Queries;

/// <summary>Which media items are listed: the query string of the media page.</summary>
public sealed record MediaListQuery
{
    public const int DefaultPageSize = 20;

    /// <summary>The API gives at most a hundred.</summary>
    public static IReadOnlyList<int> PageSizes { get; } = [20, 50, 100];

    /// <summary>Empty for all collections.</summary>
    public string Collection { get; init; } = "";

    /// <summary>As the API writes it; empty for all types.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>1-based.</summary>
    public int Page { get; init; } = 1;

    /// <summary>One of <see cref="PageSizes"/>.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>The parameters of a URL that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = ["collection", "type", "page", "pageSize"];

    /// <summary>Reads a URL's query string; what cannot be used is the default, with a sentence for each.</summary>
    public static (MediaListQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var parameters = new Parameters(queryString, Names);
        var query = new MediaListQuery
        {
            Collection = parameters.Text("collection", mayBeEmpty: true),
            MediaType = parameters.Text("type", mayBeEmpty: true),
            Page = parameters.Page(),
            PageSize = parameters.Number("pageSize", PageSizes, DefaultPageSize),
        };
        return (query, parameters.Notices);
    }

    /// <summary>Empty for the default, else <c>?collection=…</c>; <see cref="Parse"/> reads it back.</summary>
    public string ToQueryString()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Collection.Length > 0)
        {
            values["collection"] = Collection;
        }

        if (MediaType.Length > 0)
        {
            values["type"] = MediaType;
        }

        if (PageSize != DefaultPageSize)
        {
            values["pageSize"] = PageSize.ToString(CultureInfo.InvariantCulture);
        }

        if (Page != 1)
        {
            values["page"] = Page.ToString(CultureInfo.InvariantCulture);
        }

        return QueryHelpers.AddQueryString("", values);
    }
}
