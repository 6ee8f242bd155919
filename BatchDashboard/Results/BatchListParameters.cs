using System.Globalization;
using BatchDashboard.Data;
using Microsoft.AspNetCore.Http.Extensions;

namespace BatchDashboard.Results;

/// <summary>The list of batches as the query string of its page and of its export.</summary>
public static class BatchListParameters
{
    /// <summary>The parameters of a URL that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = ["q", "status", "collection", "days", "sort", "page", "pageSize"];

    /// <summary>Days that can be asked for; 0 for all.</summary>
    public static IReadOnlyList<int> Periods => ErrorsQuery.Periods;

    public static IReadOnlyList<int> PageSizes => JobQuery.PageSizes;

    private static IReadOnlyList<BatchSort> Sorts { get; } = Enum.GetValues<BatchSort>();

    /// <summary>Reads a URL's query string; what cannot be used is the default, with a sentence for each.</summary>
    public static (BatchListQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var parameters = new Parameters(queryString, Names);
        return (Read(parameters), parameters.Notices);
    }

    /// <summary>Reads a URL that may have other parameters, too.</summary>
    public static BatchListQuery Read(Parameters parameters)
    {
        var sort = parameters.Sort([.. Sorts.Select(Name)]);
        return new BatchListQuery
        {
            Search = parameters.Search(),
            Statuses = parameters.Texts("status"),
            Collection = parameters.Text("collection"),
            Days = parameters.Number("days", Periods, 0),
            Sort = Sorts.FirstOrDefault(one => Name(one) == sort?.Column),
            Descending = sort?.Descending ?? false,
            Page = parameters.Page(),
            PageSize = parameters.Number("pageSize", PageSizes, BatchListQuery.DefaultPageSize),
        };
    }

    /// <summary>Empty for the default, else <c>?q=…</c>; defaults are left out. <see cref="Parse"/> reads it back.</summary>
    public static string ToQueryString(this BatchListQuery query)
    {
        var values = new QueryBuilder();
        void Add(string name, string value, string without)
        {
            if (value != without)
            {
                values.Add(name, value);
            }
        }

        Add("q", query.Search, "");
        values.Add("status", query.Statuses);
        Add("collection", query.Collection, "");
        Add("days", query.Days.ToString(CultureInfo.InvariantCulture), "0");
        Add("sort", (query.Descending ? "-" : "") + Name(query.Sort), Name(BatchSort.Newest));
        Add("page", query.Page.ToString(CultureInfo.InvariantCulture), "1");
        Add("pageSize", query.PageSize.ToString(CultureInfo.InvariantCulture), BatchListQuery.DefaultPageSize.ToString(CultureInfo.InvariantCulture));
        return values.ToString();
    }

    /// <summary>The word that stands for an order in the URL.</summary>
    public static string Name(BatchSort sort) => sort switch
    {
        BatchSort.Name => "name",
        BatchSort.Status => "status",
        BatchSort.Completion => "completion",
        BatchSort.Failed => "failed",
        BatchSort.Total => "total",
        BatchSort.Size => "size",
        BatchSort.Duration => "duration",
        BatchSort.Created => "created",
        BatchSort.Completed => "completed",
        _ => "newest",
    };
}
