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

    /// <summary>Reads a URL's query string; what cannot be used is the default.</summary>
    public static BatchListQuery Parse(string? queryString)
    {
        var values = QueryHelpers.ParseQuery(queryString);
        string Read(string name) => values.TryGetValue(name, out var value) && value[^1] is { Length: <= 200 } text ? text : "";
        var sort = Read("sort");
        return new BatchListQuery
        {
            Search = Read("q").Trim(),
            Status = Read("status"),
            Collection = Read("collection"),
            Sort = Sorts.Contains(sort.StartsWith('-') ? sort[1..] : sort, StringComparer.Ordinal) ? sort : DefaultSort,
            Days = int.TryParse(Read("days"), System.Globalization.CultureInfo.InvariantCulture, out var days) && Periods.Contains(days) ? days : 0,
        };
    }

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
            && (Status.Length == 0 || item.Status == Status)
            && (Collection.Length == 0 || item.Collection == Collection));
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
