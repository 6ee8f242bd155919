namespace BatchDashboard.Data;

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
    Created,
    JobId,
}

/// <summary>Which jobs of a snapshot are asked for. Empty lists and an empty search mean all.</summary>
public sealed record JobFilter
{
    public static JobFilter All { get; } = new();

    /// <summary>The filter value that also finds failures for which the API gave no code.</summary>
    public const string UnknownCode = Wickson.ErrorTypes.Unknown;

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

    /// <summary>What operators know of jobs, all of which must hold for one.</summary>
    public IReadOnlyList<JobMarks> Marks { get; init; } = [];

    public JobOrder Order { get; init; }
    public bool Descending { get; init; }
}

/// <summary>Failures whose details have a value under a key.</summary>
/// <param name="Value">The id of a group by this key; null: failures without the key.</param>
public sealed record DetailFilter(string Key, string? Value);
