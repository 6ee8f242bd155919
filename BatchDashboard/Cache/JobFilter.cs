namespace BatchDashboard.Cache;

/// <summary>Columns that the store sorts by.</summary>
public enum JobOrder
{
    Ordinal,
    FileName,
    Size,
    Completed,
    Duration,
    Status,
    MediaType,
}

/// <summary>Which jobs of a snapshot are asked for. Empty lists and an empty search mean all.</summary>
public sealed record JobFilter
{
    public static JobFilter All { get; } = new();

    /// <summary>The filter value that also finds failures for which the API gave no code.</summary>
    public const string UnknownCode = "unknown";

    /// <summary>Letters of a detail's value by which jobs are told apart.</summary>
    public const int LongestDetail = 200;

    /// <summary>Part of a file name, a job or media id, or an error's code or message, in any case of letters.</summary>
    public string Search { get; init; } = "";
    public IReadOnlyList<string> Statuses { get; init; } = [];
    public IReadOnlyList<string> MediaTypes { get; init; } = [];
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];

    /// <summary>The id of a message pattern; empty for all.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Values of <c>error.details</c>, all of which a job must have.</summary>
    public IReadOnlyList<DetailFilter> Details { get; init; } = [];

    /// <summary>What operators did with the jobs, all of which must be so.</summary>
    public IReadOnlyList<JobMarks> Marks { get; init; } = [];

    public JobOrder Order { get; init; }
    public bool Descending { get; init; }
}

/// <summary>Failures whose details have a value under a key.</summary>
/// <param name="Value">The id of a group by this key; null: failures without the key.</param>
public sealed record DetailFilter(string Key, string? Value);

/// <summary>Jobs of which something is known by their ids: those of some groups, without some jobs, and some other jobs.</summary>
/// <param name="Id">Another one when any of it is other.</param>
/// <param name="Groups">By status and error code, whether the group's jobs belong to it.</param>
/// <param name="Without">Keys of jobs that do not, whatever their group.</param>
/// <param name="With">Keys of jobs that do.</param>
public sealed record JobMarks(
    string Id, Func<string?, string?, bool> Groups, IReadOnlySet<string> Without, IReadOnlySet<string> With);
