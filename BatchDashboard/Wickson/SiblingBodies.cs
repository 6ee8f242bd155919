using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>The body of <c>GET /v1/batches/{batch_id}</c>.</summary>
public sealed record StatusBody : ResponseBody
{
    public Field<StatusData> Data { get; init; }

    internal override bool HasData => Data.HasValue;
}

public sealed record StatusData : ApiObject
{
    public Field<string> BatchId { get; init; }
    public Field<string> BatchName { get; init; }
    public Field<string> Status { get; init; }
    public Field<StatusProgress> Progress { get; init; }
    public Field<StatusTiming> Timing { get; init; }
}

public sealed record StatusProgress : ApiObject
{
    /// <summary>0 to 100.</summary>
    public Field<double> Percentage { get; init; }
    public Field<long> Completed { get; init; }
    public Field<long> Total { get; init; }
}

public sealed record StatusTiming : ApiObject
{
    public Field<DateTimeOffset> EstimatedCompletion { get; init; }
}

/// <summary>The body of <c>PUT /v1/batches/{batch_id}/state</c>.</summary>
public sealed record StateBody : ResponseBody
{
    public Field<StateData> Data { get; init; }

    internal override bool HasData => Data.HasValue;
}

public sealed record StateData : ApiObject
{
    public Field<string> BatchId { get; init; }
    public Field<string> PreviousState { get; init; }
    public Field<string> CurrentState { get; init; }
    public Field<DateTimeOffset> Timestamp { get; init; }
}

/// <summary>The body of <c>GET /v1/media/{media_id}</c>.</summary>
public sealed record MediaBody : ResponseBody
{
    public Field<MediaData> Data { get; init; }

    internal override bool HasData => Data.HasValue;
}

public sealed record MediaData : ApiObject
{
    public Field<string> Id { get; init; }
    public Field<string> MediaType { get; init; }
    public Field<MediaFileInfo> FileInfo { get; init; }
    public Field<MediaStorage> Storage { get; init; }
    public Field<MediaMetadata> Metadata { get; init; }
    public Field<MediaContent> Content { get; init; }
}

public sealed record MediaFileInfo : ApiObject
{
    public Field<string> Filename { get; init; }
    public Field<long> SizeBytes { get; init; }
}

public sealed record MediaStorage : ApiObject
{
    public Field<DateTimeOffset> CreatedAt { get; init; }
    public Field<string> Collection { get; init; }
}

public sealed record MediaMetadata : ApiObject
{
    public Field<MediaSearch> Search { get; init; }
}

public sealed record MediaSearch : ApiObject
{
    public Field<string> Summary { get; init; }
}

public sealed record MediaContent : ApiObject
{
    /// <summary>Free values: a string, or an object with a text among its keys.</summary>
    public Field<List<Field<JsonElement>>> Chunks { get; init; }
}

/// <summary>The body of <c>GET /v1/media</c>.</summary>
public sealed record MediaListBody : ResponseBody
{
    public Field<MediaListData> Data { get; init; }

    internal override bool HasData => Data.HasValue;
}

public sealed record MediaListData : ApiObject
{
    public Field<List<Field<MediaData>>> Items { get; init; }
    public Field<Pagination> Pagination { get; init; }
}

/// <summary>The body of <c>GET /v1/status</c>.</summary>
public sealed record ServiceStatusBody : ResponseBody
{
    public Field<ServiceStatusData> Data { get; init; }

    internal override bool HasData => Data.HasValue;
}

public sealed record ServiceStatusData : ApiObject
{
    /// <summary>operational, degraded or maintenance; others may come.</summary>
    public Field<string> Status { get; init; }
    public Field<string> Version { get; init; }
    public Field<DateTimeOffset> Timestamp { get; init; }
    public Field<Dictionary<string, Field<string>>> Components { get; init; }
    public Field<ServiceAccount> Account { get; init; }
}

public sealed record ServiceAccount : ApiObject
{
    public Field<string> Tier { get; init; }
    public Field<AccountRateLimits> RateLimits { get; init; }
}

public sealed record AccountRateLimits : ApiObject
{
    public Field<long> Limit { get; init; }
    public Field<long> Remaining { get; init; }
    /// <summary>Unix seconds.</summary>
    public Field<long> ResetTime { get; init; }
}
