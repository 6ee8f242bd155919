using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Results;

/// <summary>Which of the known batches are listed, and in which order: the query string of the batches page.</summary>
public sealed record BatchListQuery
{
    public const string DefaultSort = "-created";

    public static IReadOnlyList<string> Sorts { get; } = ["name", "status", "completion", "failed", "size", "duration", "created"];

    /// <summary>Days that the figures and the trend cover; 0 for all.</summary>
    public static IReadOnlyList<int> Periods { get; } = [0, 7, 30, 365];

    /// <summary>Part of a name or id.</summary>
    public string Search { get; init; } = "";
    public string Status { get; init; } = "";
    public string Collection { get; init; } = "";
    public string Sort { get; init; } = DefaultSort;
    public int Days { get; init; }

    public bool IsFiltered => Search.Length > 0 || Status.Length > 0 || Collection.Length > 0;

    /// <summary>The parameters of a URL that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = ["q", "status", "collection", "sort", "days"];

    /// <summary>Reads a URL's query string; what cannot be used is the default, with a sentence for each.</summary>
    public static (BatchListQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var parameters = new Parameters(queryString, Names);
        return (Read(parameters) with { Days = parameters.Number("days", Periods, 0) }, parameters.Notices);
    }

    /// <summary>Reads which batches are listed and how.</summary>
    public static BatchListQuery Read(Parameters parameters) => new()
    {
        Search = parameters.Search(),
        Status = parameters.Text("status"),
        Collection = parameters.Text("collection"),
        Sort = parameters.Sort(Sorts) is { } sort ? (sort.Descending ? "-" : "") + sort.Column : DefaultSort,
    };

    /// <summary>Empty for the default, else <c>?q=…</c>; <see cref="Parse"/> reads it back.</summary>
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

        Add("q", Search, "");
        Add("status", Status, "");
        Add("collection", Collection, "");
        Add("sort", Sort, DefaultSort);
        Add("days", Days.ToString(System.Globalization.CultureInfo.InvariantCulture), "0");
        return QueryHelpers.AddQueryString("", values);
    }

    /// <summary>The batches that match, in order; ties by id, so that nothing jumps.</summary>
    public IReadOnlyList<BatchListItem> Apply(IReadOnlyList<BatchListItem> items)
    {
        var matching = items.Where(item =>
            (Search.Length == 0
                || item.Title.Contains(Search, StringComparison.OrdinalIgnoreCase)
                || item.Id.Value.Contains(Search, StringComparison.OrdinalIgnoreCase))
            && (Status.Length == 0 || string.Equals(item.Status, Status, StringComparison.OrdinalIgnoreCase))
            && (Collection.Length == 0 || string.Equals(item.Collection, Collection, StringComparison.OrdinalIgnoreCase)));
        var ordered = Sort.TrimStart('-') switch
        {
            "name" => By(matching, item => item.Title, StringComparer.OrdinalIgnoreCase),
            "status" => By(matching, item => item.Status, StringComparer.OrdinalIgnoreCase),
            "completion" => By(matching, item => item.Completion.Percent ?? -1, Comparer<double>.Default),
            "failed" => By(matching, item => item.Completion.Failed, Comparer<long>.Default),
            "size" => By(matching, item => item.TotalBytes ?? -1, Comparer<long>.Default),
            "duration" => By(matching, item => item.Duration ?? TimeSpan.MinValue, Comparer<TimeSpan>.Default),
            _ => By(matching, item => item.CreatedAt ?? DateTimeOffset.MinValue, Comparer<DateTimeOffset>.Default),
        };
        return [.. ordered.ThenBy(item => item.Id.Value, StringComparer.Ordinal)];
    }

    private IOrderedEnumerable<BatchListItem> By<TKey>(
        IEnumerable<BatchListItem> items, Func<BatchListItem, TKey> key, IComparer<TKey> comparer) =>
        Sort.StartsWith('-') ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer);
}
