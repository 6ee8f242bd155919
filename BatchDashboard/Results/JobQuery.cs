using System.Text;
using BatchDashboard.Cache;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace BatchDashboard.Results;

/// <summary>Columns that the grid sorts by; <see cref="None"/> is the API's own order.</summary>
public enum JobSort
{
    None,
    FileName,
    Size,
    Completed,
    Duration,
    Status,
    MediaType,
}

/// <summary>
/// Which jobs of a batch are asked for: the grid's state, and exactly what stands in the URL. Values are as the API
/// writes them; an unknown one is a filter that matches nothing, for the API may send statuses that nobody documented.
/// </summary>
public sealed record JobQuery
{
    public const int DefaultPageSize = 50;
    public const int MaxSearchLength = 200;
    private const int MaxFilterLength = 100;
    private const int MaxFilterValues = 20;

    /// <summary>Failed files of which no corrected one has succeeded.</summary>
    public const string StillFailing = "failing";

    /// <summary>Failed files of which a corrected one has succeeded.</summary>
    public const string Fixed = "fixed";

    public static IReadOnlyList<int> PageSizes { get; } = [25, 50, 100, 250];

    public static JobQuery Default { get; } = new();

    /// <summary>1-based.</summary>
    public int Page { get; init; } = 1;

    /// <summary>One of <see cref="PageSizes"/>.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>Part of a file name; empty for all.</summary>
    public string Search { get; init; } = "";

    public IReadOnlyList<string> Statuses { get; init; } = [];
    public IReadOnlyList<string> MediaTypes { get; init; } = [];
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];

    /// <summary>The id of a message pattern; empty for all.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Values of <c>error.details</c>, all of which a job must have.</summary>
    public IReadOnlyList<DetailFilter> Details { get; init; } = [];

    /// <summary>Words of <see cref="TriageParameter"/>, any of which a failed job must have.</summary>
    public IReadOnlyList<string> Triage { get; init; } = [];

    /// <summary><see cref="StillFailing"/>, <see cref="Fixed"/>, or empty for all.</summary>
    public string Fix { get; init; } = "";

    public JobSort Sort { get; init; }
    public bool Descending { get; init; }

    /// <summary>True when the API itself can answer: no filter, no search, its own order.</summary>
    public bool IsPlain => !IsFiltered && Sort == JobSort.None;

    public bool IsFiltered => Search.Length > 0 || Statuses.Count > 0 || MediaTypes.Count > 0 || ErrorCodes.Count > 0 || IsNarrowed;

    /// <summary>True when jobs are wanted by what is no column: a pattern, a detail, or what operators did.</summary>
    public bool IsNarrowed => Pattern.Length > 0 || Details.Count > 0 || Triage.Count > 0 || Fix.Length > 0;

    /// <summary>The same order and size of pages, over all jobs.</summary>
    public JobQuery WithoutFilters() => new() { PageSize = PageSize, Sort = Sort, Descending = Descending };

    public bool Equals(JobQuery? other) => other is not null && ToQueryString() == other.ToQueryString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToQueryString());

    /// <summary>Reads a URL's query string. What cannot be used is left out or corrected, with a sentence for each.</summary>
    public static (JobQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var values = QueryHelpers.ParseQuery(queryString);
        var notices = new List<string>();
        var (sort, descending) = ReadSort(values, notices);
        var query = new JobQuery
        {
            Page = ReadPage(values, notices),
            PageSize = ReadPageSize(values, notices),
            Search = ReadSearch(values, notices),
            Statuses = ReadFilter(values, "status", notices),
            MediaTypes = ReadFilter(values, "type", notices),
            ErrorCodes = ReadFilter(values, "error", notices),
            Pattern = ReadWord(values, "pattern", notices),
            Details = DetailParameter.Read(values, notices),
            Triage = ReadTriage(values, notices),
            Fix = ReadFix(values, notices),
            Sort = sort,
            Descending = descending,
        };
        return (query, notices);
    }

    /// <summary>Empty for the default, else <c>?page=…</c>; defaults are left out. <see cref="Parse"/> reads it back.</summary>
    public string ToQueryString()
    {
        var text = new StringBuilder();
        void Add(string name, string value) =>
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));

        foreach (var status in Statuses)
        {
            Add("status", status);
        }

        foreach (var type in MediaTypes)
        {
            Add("type", type);
        }

        foreach (var code in ErrorCodes)
        {
            Add("error", code);
        }

        if (Pattern.Length > 0)
        {
            Add("pattern", Pattern);
        }

        foreach (var detail in Details)
        {
            Add("detail", DetailParameter.Write(detail));
        }

        foreach (var state in Triage)
        {
            Add("triage", state);
        }

        if (Fix.Length > 0)
        {
            Add("fix", Fix);
        }

        if (Search.Length > 0)
        {
            Add("q", Search);
        }

        if (Sort != JobSort.None)
        {
            Add("sort", (Descending ? "-" : "") + SortName(Sort));
        }

        if (PageSize != DefaultPageSize)
        {
            Add("pageSize", PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (Page != 1)
        {
            Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>The word that stands for a column in the URL.</summary>
    public static string SortName(JobSort sort) => sort switch
    {
        JobSort.FileName => "filename",
        JobSort.Size => "size",
        JobSort.Completed => "completed",
        JobSort.Duration => "duration",
        JobSort.Status => "status",
        JobSort.MediaType => "type",
        _ => "",
    };

    private static int ReadPage(Dictionary<string, StringValues> values, List<string> notices)
    {
        if (!values.TryGetValue("page", out var text))
        {
            return 1;
        }

        if (int.TryParse(text[^1], System.Globalization.CultureInfo.InvariantCulture, out var page) && page >= 1)
        {
            return page;
        }

        notices.Add($"“{Shorten(text[^1])}” is not a page number, so this is the first page.");
        return 1;
    }

    private static int ReadPageSize(Dictionary<string, StringValues> values, List<string> notices)
    {
        if (!values.TryGetValue("pageSize", out var text))
        {
            return DefaultPageSize;
        }

        if (int.TryParse(text[^1], System.Globalization.CultureInfo.InvariantCulture, out var size) && PageSizes.Contains(size))
        {
            return size;
        }

        notices.Add($"Pages have 25, 50, 100 or 250 rows, not “{Shorten(text[^1])}”, so this one has {DefaultPageSize}.");
        return DefaultPageSize;
    }

    private static string ReadSearch(Dictionary<string, StringValues> values, List<string> notices)
    {
        var text = values.TryGetValue("q", out var value) ? (value[^1] ?? "").Trim() : "";
        if (text.Length <= MaxSearchLength)
        {
            return text;
        }

        notices.Add($"The search was cut to its first {MaxSearchLength} characters.");
        var length = char.IsHighSurrogate(text[MaxSearchLength - 1]) ? MaxSearchLength - 1 : MaxSearchLength;
        return text[..length].Trim();
    }

    private static string[] ReadFilter(Dictionary<string, StringValues> values, string name, List<string> notices)
    {
        if (!values.TryGetValue(name, out var given))
        {
            return [];
        }

        var usable = given
            .Where(value => !string.IsNullOrWhiteSpace(value) && value.Length <= MaxFilterLength)
            .Select(value => value!)
            .Distinct(StringComparer.Ordinal)
            .Take(MaxFilterValues)
            .ToArray();
        if (given.Any(value => !string.IsNullOrWhiteSpace(value) && !usable.Contains(value, StringComparer.Ordinal)))
        {
            notices.Add($"A value of the filter “{name}” was too long or one too many and was left out.");
        }

        return usable;
    }

    private static string ReadWord(Dictionary<string, StringValues> values, string name, List<string> notices)
    {
        var given = values.TryGetValue(name, out var value) ? (value[^1] ?? "").Trim() : "";
        if (given.Length <= MaxFilterLength)
        {
            return given;
        }

        notices.Add($"The value of the filter “{name}” was too long and was left out.");
        return "";
    }

    private static string[] ReadTriage(Dictionary<string, StringValues> values, List<string> notices)
    {
        var given = ReadFilter(values, "triage", notices);
        var usable = given.Where(word => TriageParameter.State(word) is not null).ToArray();
        if (usable.Length < given.Length)
        {
            notices.Add($"A failed file is {string.Join(", ", TriageParameter.Words)}: another word of the filter “triage” was left out.");
        }

        return usable;
    }

    private static string ReadFix(Dictionary<string, StringValues> values, List<string> notices)
    {
        var given = ReadWord(values, "fix", notices);
        if (given is "" or StillFailing or Fixed)
        {
            return given;
        }

        notices.Add($"Failed files are “{StillFailing}” or “{Fixed}”, not “{Shorten(given)}”, so that filter was left out.");
        return "";
    }

    private static (JobSort Sort, bool Descending) ReadSort(Dictionary<string, StringValues> values, List<string> notices)
    {
        var text = values.TryGetValue("sort", out var value) ? value[^1] : null;
        if (string.IsNullOrEmpty(text))
        {
            return (JobSort.None, false);
        }

        var descending = text[0] == '-';
        var name = descending ? text[1..] : text;
        foreach (var sort in Enum.GetValues<JobSort>())
        {
            if (sort != JobSort.None && SortName(sort) == name)
            {
                return (sort, descending);
            }
        }

        notices.Add($"There is no column “{Shorten(name)}” to sort by, so the jobs are in the API's order.");
        return (JobSort.None, false);
    }

    private static string Shorten(string? text) => ProblemWords.Shorten(text ?? "", 40);
}
