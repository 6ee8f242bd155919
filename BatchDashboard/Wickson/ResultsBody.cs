namespace BatchDashboard.Wickson;

/// <summary>The body of <c>GET /v1/batches/{batch_id}/results</c>.</summary>
public sealed record ResultsBody : ResponseBody
{
    public Field<ResultsData> Data { get; init; }

    internal override bool HasData => Data.HasValue;
}

/// <summary>The summary of a batch, one page of its jobs, and the statistics over all of them.</summary>
public sealed record ResultsData : ApiObject
{
    public Field<BatchSummary> BatchSummary { get; init; }
    public Field<List<Job>> JobResults { get; init; }
    public Field<BatchStatistics> Statistics { get; init; }
    public Field<Pagination> Pagination { get; init; }
}

public sealed record BatchSummary : ApiObject
{
    public Field<string> BatchId { get; init; }
    public Field<string> BatchName { get; init; }
    public Field<string> Collection { get; init; }
    /// <summary>created, running, completed, failed or cancelled; others may come.</summary>
    public Field<string> Status { get; init; }
    public Field<BatchTimeline> Timeline { get; init; }
    public Field<BatchCompletion> Completion { get; init; }
}

public sealed record BatchTimeline : ApiObject
{
    public Field<DateTimeOffset> CreatedAt { get; init; }
    public Field<DateTimeOffset> StartedAt { get; init; }
    public Field<DateTimeOffset> CompletedAt { get; init; }
    public Field<double> TotalDurationSeconds { get; init; }
}

public sealed record BatchCompletion : ApiObject
{
    public Field<long> Successful { get; init; }
    public Field<long> Failed { get; init; }
    public Field<long> TotalItems { get; init; }
    /// <summary>Percent, 0 to 100.</summary>
    public Field<double> CompletionRate { get; init; }
}

public sealed record BatchStatistics : ApiObject
{
    public Field<MediaDistribution> MediaDistribution { get; init; }
    public Field<StatisticsCompletion> Completion { get; init; }
    public Field<BatchResources> Resources { get; init; }
    /// <summary>Present only when there were errors.</summary>
    public Field<List<Field<ErrorSummary>>> ErrorSummary { get; init; }
}

public sealed record MediaDistribution : ApiObject
{
    /// <summary>Processed items by media type, failures included.</summary>
    public Field<Dictionary<string, Field<long>>> ByType { get; init; }
    public Field<long> TotalCreatedMediaItems { get; init; }
    /// <summary>A sample of the ids, not all.</summary>
    public Field<Dictionary<string, Field<List<Field<string>>>>> MediaIdsByType { get; init; }
}

public sealed record StatisticsCompletion : ApiObject
{
    public Field<long> Successful { get; init; }
    public Field<long> Failed { get; init; }
    public Field<long> Total { get; init; }
    /// <summary>Percent, 0 to 100.</summary>
    public Field<double> SuccessRate { get; init; }
}

public sealed record BatchResources : ApiObject
{
    public Field<long> TotalFilesSizeBytes { get; init; }
    public Field<double> TotalFilesSizeMb { get; init; }
}

public sealed record ErrorSummary : ApiObject
{
    public Field<string> ErrorType { get; init; }
    public Field<long> Count { get; init; }
    /// <summary>A sample of the file names, not all.</summary>
    public Field<List<Field<string>>> AffectedFiles { get; init; }
    public Field<string> Resolution { get; init; }
}

public sealed record Pagination : ApiObject
{
    public Field<long> Page { get; init; }
    /// <summary>What the server granted, which may be less than what was asked for.</summary>
    public Field<long> PageSize { get; init; }
    public Field<long> TotalItems { get; init; }
    public Field<long> TotalPages { get; init; }
}
