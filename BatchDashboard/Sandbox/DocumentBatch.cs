using System.Globalization;
using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>A batch whose results are a stored body: its jobs are paged, and everything else stands as it was written.</summary>
internal class DocumentBatch : SandboxBatch
{
    private readonly JsonElement _body;
    private readonly JsonElement[] _rows;
    private readonly uint _number;
    private readonly int _maxPageSize;

    public DocumentBatch(string id, uint number, string resource, int maxPageSize = 1000)
    {
        Id = id;
        _number = number;
        _maxPageSize = maxPageSize;
        using var stream = typeof(DocumentBatch).Assembly.GetManifestResourceStream("Sandbox." + resource)
            ?? throw new InvalidOperationException($"The sandbox was built without its file {resource}.");
        using var document = JsonDocument.Parse(stream);
        _body = document.RootElement.Clone();
        _rows = [.. Data.GetProperty("job_results").EnumerateArray()];
    }

    public override string Id { get; }

    public override string? Name => Text(Summary, "batch_name");

    public override string? Collection => Text(Summary, "collection");

    public override int MaxPageSize => _maxPageSize;

    protected virtual int RowCount => _rows.Length;

    private JsonElement Data => _body.GetProperty("data");

    private JsonElement Summary => Data.GetProperty("batch_summary");

    public override BatchMoment At(DateTimeOffset now)
    {
        var timeline = Summary.GetProperty("timeline");
        return new BatchMoment
        {
            Status = Text(Summary, "status") ?? "completed",
            Rows = RowCount,
            Total = (int)PaginationTotalOf(Data),
            CreatedAt = Time(timeline, "created_at") ?? DateTimeOffset.UnixEpoch,
            StartedAt = Time(timeline, "started_at"),
            CompletedAt = Time(timeline, "completed_at"),
        };
    }

    public override long PaginationTotal(BatchMoment moment) => PaginationTotalOf(Data);

    public override void WriteSummary(Utf8JsonWriter json, BatchMoment moment) => Summary.WriteTo(json);

    public override void WriteStatistics(Utf8JsonWriter json, BatchMoment moment) => Data.GetProperty("statistics").WriteTo(json);

    public override void WriteMetadata(Utf8JsonWriter json, string requestId) => _body.GetProperty("metadata").WriteTo(json);

    public override void WriteJob(Utf8JsonWriter json, int index) => _rows[index].WriteTo(json);

    public override SandboxJob? JobAt(int index)
    {
        var row = _rows[index];
        if (row.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return new SandboxJob
        {
            Batch = _number,
            Index = index,
            JobId = Text(row, "job_id") ?? "",
            MediaId = Text(row, "media_id"),
            FileName = Text(row, "filename"),
            MediaType = Text(row, "media_type") ?? "document",
            SizeBytes = row.TryGetProperty("file_info", out var file) && file.ValueKind == JsonValueKind.Object
                && file.TryGetProperty("size_bytes", out var size) && size.ValueKind == JsonValueKind.Number
                && size.TryGetInt64(out var bytes) ? bytes : 0,
            CreatedAt = At(DateTimeOffset.UnixEpoch).CreatedAt,
            CompletedAt = At(DateTimeOffset.UnixEpoch).CompletedAt ?? DateTimeOffset.UnixEpoch,
        };
    }

    public override int CreatedMedia(BatchMoment moment, string? mediaType) => Enumerable.Range(0, RowCount)
        .Count(index => JobAt(index) is { MediaId: not null } job && (mediaType is null || job.MediaType == mediaType));

    private static long PaginationTotalOf(JsonElement data) => data.GetProperty("pagination").GetProperty("total_items").GetInt64();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        DateTimeOffset.TryParse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
