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

    /// <summary>Part of a file name, a job or media id, or an error's code or message, in any case of letters.</summary>
    public string Search { get; init; } = "";
    public IReadOnlyList<string> Statuses { get; init; } = [];
    public IReadOnlyList<string> MediaTypes { get; init; } = [];
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];
    public JobOrder Order { get; init; }
    public bool Descending { get; init; }
}
