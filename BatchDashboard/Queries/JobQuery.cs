using System.Text;

namespace BatchDashboard.Queries;

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
    Created,
    JobId,
}

/// <summary>
/// Which jobs of a batch are asked for: the grid's state, and exactly what stands in the URL. Values match in any case of
/// letters; an unknown one is a filter that matches nothing, for the API may send statuses that nobody documented.
/// The database is asked with the same query.
/// </summary>
public sealed record JobQuery
{
    public const int DefaultPageSize = 50;
    public const int MaxSearchLength = 200;

    /// <summary>Failed files of which no corrected one has succeeded.</summary>
    public const string StillFailing = "failing";

    /// <summary>Failed files of which a corrected one has succeeded.</summary>
    public const string Fixed = "fixed";

    public static IReadOnlyList<int> PageSizes { get; } = [25, 50, 100, 250];

    public static IReadOnlyList<string> TriageWords { get; } = ["open", "acknowledged", "resolved", "wont-fix"];

    public static JobQuery Default { get; } = new();

    /// <summary>1-based.</summary>
    public int Page { get; init; } = 1;

    /// <summary>One of <see cref="PageSizes"/>.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>Part of a file name, a job or media id, or an error's code or message, in any case of letters; empty for all.</summary>
    public string Search { get; init; } = "";

    public IReadOnlyList<string> Statuses { get; init; } = [];
    public IReadOnlyList<string> MediaTypes { get; init; } = [];
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];

    /// <summary>The id of a message pattern; empty for all.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Values of <c>error.details</c>, all of which a job must have.</summary>
    public IReadOnlyList<DetailFilter> Details { get; init; } = [];

    /// <summary><see cref="TriageWords"/>, any of which a failed job must have.</summary>
    public IReadOnlyList<string> Triage { get; init; } = [];

    /// <summary><see cref="StillFailing"/>, <see cref="Fixed"/>, or empty for all.</summary>
    public string Fix { get; init; } = "";

    /// <summary>
    /// What <see cref="Triage"/> and <see cref="Fix"/> mean for one batch now, all of which must hold for a job: not in the URL,
    /// but added before the database is asked. Null until then.
    /// </summary>
    public IReadOnlyList<JobMarks>? Marks { get; init; }

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

    /// <summary>The parameters of a URL that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["status", "type", "error", "pattern", "detail", "triage", "fix", "q", "sort", "page", "pageSize"];

    private static IReadOnlyList<JobSort> Sorts { get; } = [.. Enum.GetValues<JobSort>().Where(sort => sort != JobSort.None)];

    /// <summary>Reads a URL's query string. What cannot be used is left out or corrected, with a sentence for each.</summary>
    public static (JobQuery Query, IReadOnlyList<string> Notices) Parse(string? queryString)
    {
        var parameters = new Parameters(queryString, Names);
        return (Read(parameters), parameters.Notices);
    }

    /// <summary>Reads a URL that may have other parameters, too.</summary>
    public static JobQuery Read(Parameters parameters)
    {
        var sort = parameters.Sort([.. Sorts.Select(SortName)]);
        return new JobQuery
        {
            Page = parameters.Page(),
            PageSize = parameters.Number("pageSize", PageSizes, DefaultPageSize),
            Search = parameters.Search(),
            Statuses = parameters.Texts("status"),
            MediaTypes = parameters.Texts("type"),
            ErrorCodes = parameters.Texts("error"),
            Pattern = parameters.Text("pattern"),
            Details = DetailFilter.Read(parameters),
            Triage = parameters.Words("triage", TriageWords),
            Fix = parameters.Word("fix", [StillFailing, Fixed]) ?? "",
            Sort = Sorts.FirstOrDefault(one => SortName(one) == sort?.Column),
            Descending = sort?.Descending ?? false,
        };
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
            Add("detail", detail.ToParameter());
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
        JobSort.Created => "created",
        JobSort.JobId => "jobid",
        _ => "",
    };
}
