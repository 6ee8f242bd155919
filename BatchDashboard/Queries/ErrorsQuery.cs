using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Queries;

/// <summary>Which errors of all batches are asked for, and how they are grouped: the query string of the errors page.</summary>
public sealed record ErrorsQuery
{
    /// <summary>Days back from now; 0 for all.</summary>
    public static IReadOnlyList<int> Periods { get; } = [0, 7, 30, 90, 365];

    public int Days { get; init; }

    /// <summary>Empty for all collections.</summary>
    public string Collection { get; init; } = "";

    /// <summary>The error type that is looked into; empty for none.</summary>
    public string ErrorType { get; init; } = "";

    /// <summary>The detail key to group the type by; null for its message patterns.</summary>
    public string? By { get; init; }

    /// <summary>All batches of each error type instead of the largest: for an export. Not part of a URL.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Which batches are asked about.</summary>
    public BatchListQuery Scope => new() { Days = Days, Collection = Collection };

    /// <summary>The parameters of a URL that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = ["days", "collection", "error", "by"];

    /// <summary>Reads a URL's query string; what cannot be used is the default, with a sentence for each.</summary>
    public static (ErrorsQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var parameters = new Parameters(queryString, Names);
        return (Read(parameters) with { By = parameters.Text("by") is { Length: > 0 } key ? key : null }, parameters.Notices);
    }

    /// <summary>Reads which errors are asked for.</summary>
    public static ErrorsQuery Read(Parameters parameters) => new()
    {
        Days = parameters.Number("days", Periods, 0),
        Collection = parameters.Text("collection"),
        ErrorType = parameters.Text("error"),
    };

    /// <summary>Empty for the default, else <c>?days=…</c>; <see cref="Parse"/> reads it back.</summary>
    public string ToQueryString()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Days != 0)
        {
            values["days"] = Days.ToString(CultureInfo.InvariantCulture);
        }

        if (Collection.Length > 0)
        {
            values["collection"] = Collection;
        }

        if (ErrorType.Length > 0)
        {
            values["error"] = ErrorType;
        }

        if (By is not null)
        {
            values["by"] = By;
        }

        return QueryHelpers.AddQueryString("", values);
    }
}
