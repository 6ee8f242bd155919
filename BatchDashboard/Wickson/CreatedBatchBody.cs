using System.Text.Json.Serialization;

namespace BatchDashboard.Wickson;

/// <summary>The body of <c>POST /v1/batches</c>. The reference only says that a batch id is in its data, not where.</summary>
public sealed record CreatedBatchBody : ResponseBody
{
    public Field<CreatedBatchData> Data { get; init; }

    /// <summary>The new batch's id, wherever it was found. Never null in what <see cref="WicksonClient.CreateBatchAsync"/> returns.</summary>
    [JsonIgnore]
    public BatchId? NewBatchId => Data.Value is { } data
        ? Usable(data.BatchId) ?? Usable(data.Id) ?? (data.Batch.Value is { } batch ? Usable(batch.BatchId) ?? Usable(batch.Id) : null)
        : null;

    internal override bool HasData => Data.HasValue;

    private static BatchId? Usable(Field<string> id) => Wickson.BatchId.TryParse(id.Text, out var usable) ? usable : null;
}

public sealed record CreatedBatchData : ApiObject
{
    public Field<string> BatchId { get; init; }
    public Field<string> Id { get; init; }
    public Field<CreatedBatchReference> Batch { get; init; }
    public Field<string> Status { get; init; }
}

public sealed record CreatedBatchReference : ApiObject
{
    public Field<string> BatchId { get; init; }
    public Field<string> Id { get; init; }
}
