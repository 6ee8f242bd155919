using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchDashboard.Wickson;

/// <summary>Base of every API object: what the reference does not name is kept here and written back.</summary>
public abstract record ApiObject
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>What every answer has around its data.</summary>
public abstract record ResponseBody : ApiObject
{
    [JsonPropertyOrder(-2)]
    public Field<bool> Success { get; init; }

    [JsonPropertyOrder(-1)]
    public Field<string> Message { get; init; }

    [JsonPropertyOrder(1)]
    public Field<ResponseMetadata> Metadata { get; init; }

    /// <summary>Whether the answer holds what was asked for; without it, a success is none.</summary>
    internal abstract bool HasData { get; }
}

public sealed record ResponseMetadata : ApiObject
{
    public Field<string> RequestId { get; init; }
    public Field<JsonElement> RelatedEndpoints { get; init; }
}

/// <summary>The body of every documented error.</summary>
public sealed record ErrorBody : ApiObject
{
    public Field<bool> Success { get; init; }
    public Field<string> Message { get; init; }
    public Field<string> Code { get; init; }
    public Field<long> StatusCode { get; init; }
    public Field<JsonElement> Details { get; init; }
    public Field<string> RequestId { get; init; }
    public Field<string> Suggestion { get; init; }
    public Field<ResponseMetadata> Metadata { get; init; }
}
