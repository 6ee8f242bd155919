using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace BatchDashboard.Queries;

/// <summary>Orders of the list of batches, each from small to large; <see cref="Newest"/> is the exception.</summary>
public enum BatchSort
{
    /// <summary>The latest first, by the time of creation, or by the time that it was first seen where the API sent none.</summary>
    Newest,
    Name,
    Status,
    /// <summary>Succeeded files of all; a batch without files comes before all others.</summary>
    Completion,
    Failed,
    Total,
    Size,
    Duration,
    Created,
    Completed,
}

/// <summary>Which batches are listed, in which order, and which page of them.</summary>
public sealed record BatchListQuery
{
    public const int DefaultPageSize = 50;

    /// <summary>1-based. One behind the last is the last.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Batches a page, at least 1.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>Part of a name, an id or a collection, in any case of letters; empty for all.</summary>
    public string Search { get; init; } = "";

    /// <summary>The API's words, any of which a batch must have, in any case of letters; empty for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>In any case of letters; empty for all.</summary>
    public string Collection { get; init; } = "";

    /// <summary>Days back from now in which a batch ended, or else began; 0 for all.</summary>
    public int Days { get; init; }

    public BatchSort Sort { get; init; }

    /// <summary>The order turned round.</summary>
    public bool Descending { get; init; }

    public bool IsFiltered => Search.Length > 0 || Statuses.Count > 0 || Collection.Length > 0 || Days > 0;

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
        var sort = parameters.Sort([.. Sorts.Select(SortName)]);
        return new BatchListQuery
        {
            Search = parameters.Search(),
            Statuses = parameters.Texts("status"),
            Collection = parameters.Text("collection"),
            Days = parameters.Number("days", Periods, 0),
            Sort = Sorts.FirstOrDefault(one => SortName(one) == sort?.Column),
            Descending = sort?.Descending ?? false,
            Page = parameters.Page(),
            PageSize = parameters.Number("pageSize", PageSizes, DefaultPageSize),
        };
    }

    /// <summary>Empty for the default, else <c>?q=…</c>; defaults are left out. <see cref="Parse"/> reads it back.</summary>
    public string ToQueryString()
    {
        var values = new QueryBuilder();
        void Add(string name, string value, string without)
        {
            if (value != without)
            {
                values.Add(name, value);
            }
        }

        Add("q", Search, "");
        values.Add("status", Statuses);
        Add("collection", Collection, "");
        Add("days", Days.ToString(CultureInfo.InvariantCulture), "0");
        Add("sort", (Descending ? "-" : "") + SortName(Sort), SortName(BatchSort.Newest));
        Add("page", Page.ToString(CultureInfo.InvariantCulture), "1");
        Add("pageSize", PageSize.ToString(CultureInfo.InvariantCulture), DefaultPageSize.ToString(CultureInfo.InvariantCulture));
        return values.ToString();
    }

    /// <summary>The word that stands for an order in the URL.</summary>
    public static string SortName(BatchSort sort) => sort switch
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

/// <summary>Batches that ended on one day (UTC), or else began, and their files.</summary>
public sealed record BatchDay(DateOnly Day, int Batches, long Files, long Succeeded, long Failed);
