using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Queries;

/// <summary>Which two batches are compared and which files of them are listed: exactly what stands in the URL.</summary>
public sealed record CompareQuery
{
    public const int PageSize = 50;

    /// <summary>As it was typed: it may be no id at all. Empty while it is not chosen.</summary>
    public string Left { get; init; } = "";
    public string Right { get; init; } = "";

    public FileList List { get; init; }

    /// <summary>Part of a file name.</summary>
    public string Search { get; init; } = "";

    /// <summary>1-based.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The lists that have a page of their own.</summary>
    public static IReadOnlyList<FileList> Lists { get; } =
        [FileList.Fixed, FileList.StillFailing, FileList.NewlyFailing, FileList.OnlyLeft, FileList.OnlyRight];

    /// <summary>The parameters of a URL that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = ["left", "right", "list", "q", "page"];

    /// <summary>Reads a URL's query string. What cannot be used is the default, with a sentence for each.</summary>
    public static (CompareQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var parameters = new Parameters(queryString, Names);
        return (Read(parameters), parameters.Notices);
    }

    /// <summary>Reads a URL that may have other parameters, too.</summary>
    public static CompareQuery Read(Parameters parameters)
    {
        var word = parameters.Word("list", [.. Lists.Select(Word)], $"The list is “{Word(default)}” here.");
        return new CompareQuery
        {
            Left = parameters.Text("left", mayBeEmpty: true).Trim(),
            Right = parameters.Text("right", mayBeEmpty: true).Trim(),
            List = Lists.FirstOrDefault(list => Word(list) == word),
            Search = parameters.Search(),
            Page = parameters.Page(),
        };
    }

    /// <summary>Defaults are left out. <see cref="Parse"/> reads it back.</summary>
    public string ToQueryString()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        void Add(string name, string value, string without)
        {
            if (value != without)
            {
                values[name] = value;
            }
        }

        Add("left", Left, "");
        Add("right", Right, "");
        Add("list", Word(List), Word(default));
        Add("q", Search, "");
        Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture), "1");
        return QueryHelpers.AddQueryString("", values);
    }

    /// <summary>The word that stands for a list in the URL.</summary>
    public static string Word(FileList list) => list switch
    {
        FileList.StillFailing => "still-failing",
        FileList.NewlyFailing => "newly-failing",
        FileList.OnlyLeft => "only-left",
        FileList.OnlyRight => "only-right",
        _ => "fixed",
    };
}
