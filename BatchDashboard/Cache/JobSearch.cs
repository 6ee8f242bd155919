namespace BatchDashboard.Cache;

/// <summary>A <see cref="JobFilter"/> as SQL. Values are parameters, and only constants stand in the text.</summary>
internal sealed class JobSearch
{
    /// <summary>The filter value that also finds failures for which the API gave no code.</summary>
    public const string UnknownCode = "unknown";

    private readonly List<(string Name, object? Value)> _parameters;

    public JobSearch(long snapshot, JobFilter filter)
    {
        _parameters = [("$snapshot", snapshot)];
        List<string> conditions = ["jobs.snapshot_key = $snapshot"];
        if (filter.Search.Length > 0)
        {
            var part = Add(StoredText.Fold(filter.Search));
            var exact = Add(StoredText.Clean(filter.Search));
            conditions.Add($"(instr(folded_name, {part}) > 0 OR job_id = {exact} OR media_id = {exact})");
        }

        AddIn(conditions, "status", filter.Statuses);
        AddIn(conditions, "media_type", filter.MediaTypes);
        AddIn(conditions, "error_code", filter.ErrorCodes, filter.ErrorCodes.Contains(UnknownCode, StringComparer.Ordinal)
            ? " OR (status = 'failed' AND error_code IS NULL)"
            : "");
        Where = string.Join(" AND ", conditions);
        OrderBy = Order(filter.Order, filter.Descending ? "DESC" : "ASC");
    }

    public string Where { get; }

    public string OrderBy { get; }

    public (string Name, object? Value)[] Parameters => [.. _parameters];

    private static string Order(JobOrder order, string direction)
    {
        var column = order switch
        {
            JobOrder.FileName => "folded_name",
            JobOrder.Size => "size_bytes",
            JobOrder.Completed => "completed_at",
            JobOrder.Duration => "duration",
            JobOrder.Status => "status",
            JobOrder.MediaType => "media_type",
            _ => null,
        };
        // What is missing comes last in both directions: nobody sorts to see it.
        return column is null ? $"ordinal {direction}" : $"{column} {direction} NULLS LAST, ordinal";
    }

    private void AddIn(List<string> conditions, string column, IReadOnlyList<string> values, string alternative = "")
    {
        if (values.Count > 0)
        {
            var names = values.Select(value => Add(StoredText.Clean(value)));
            conditions.Add($"({column} IN ({string.Join(", ", names)}){alternative})");
        }
    }

    private string Add(object value)
    {
        var name = $"$p{_parameters.Count}";
        _parameters.Add((name, value));
        return name;
    }
}
