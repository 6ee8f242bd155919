using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Makes the media page's view of the API's body, or of the job that made the item when there is no body.</summary>
public static class MediaViewBuilder
{
    // Nobody documented what a chunk object looks like; these are where a text would stand.
    private static readonly string[] TextKeys = ["text", "content", "chunk", "value"];

    public static MediaView Build(
        MediaId id, MediaBody body, bool includeChunks, Freshness freshness, (CachedBatch Batch, StoredJob Job)? origin)
    {
        var data = body.Data.Value;
        var row = Row(origin);
        return new MediaView
        {
            Id = id,
            FileName = data?.FileInfo.Value?.Filename.Text ?? row?.FileName,
            MediaType = data?.MediaType.Text ?? row?.MediaType,
            SizeBytes = data?.FileInfo.Value?.SizeBytes is { HasValue: true, Value: >= 0 } size ? size.Value : row?.SizeBytes,
            CreatedAt = data?.Storage.Value?.CreatedAt is { HasValue: true } created ? created.Value : row?.CompletedAt,
            Collection = data?.Storage.Value?.Collection.Text ?? origin?.Batch.Collection,
            Summary = data?.Metadata.Value?.Search.Value?.Summary.Text,
            Metadata = data?.Metadata.Value is { } metadata ? JsonSerializer.SerializeToElement(metadata, WicksonJson.Default.MediaMetadata) : null,
            Chunks = includeChunks ? Chunks(data) : null,
            Raw = JsonSerializer.SerializeToElement(body, WicksonJson.Default.MediaBody),
            RequestId = body.Metadata.Value?.RequestId.Text,
            Freshness = freshness,
            Origin = Origin(origin, row),
        };
    }

    /// <summary>What the job tells, for an item that was never fetched.</summary>
    public static MediaView Build(MediaId id, (CachedBatch Batch, StoredJob Job) origin, Freshness freshness)
    {
        var row = Row(origin)!;
        return new MediaView
        {
            Id = id,
            FileName = row.FileName,
            MediaType = row.MediaType,
            SizeBytes = row.SizeBytes,
            CreatedAt = row.CompletedAt,
            Collection = origin.Batch.Collection,
            Raw = JobRowBuilder.Raw(origin.Job.Job),
            Freshness = freshness,
            Origin = Origin(origin, row),
        };
    }

    private static JobRow? Row((CachedBatch Batch, StoredJob Job)? origin) =>
        origin is { } made ? JobRowBuilder.Build(made.Batch.Id, made.Job) : null;

    private static JobOrigin? Origin((CachedBatch Batch, StoredJob Job)? origin, JobRow? row) => origin is { } made && row is not null
        ? new JobOrigin(made.Batch.Id, string.IsNullOrWhiteSpace(made.Batch.Name) ? made.Batch.Id.Value : made.Batch.Name, row.Key, row.FileName)
        : null;

    private static IReadOnlyList<string> Chunks(MediaData? data) =>
        [.. (data?.Content.Value?.Chunks.Value ?? []).Where(chunk => chunk.IsPresent).Select(Text)];

    private static string Text(Field<JsonElement> chunk)
    {
        if (!chunk.HasValue)
        {
            return chunk.Text ?? "";
        }

        if (chunk.Value.ValueKind == JsonValueKind.Object)
        {
            foreach (var key in TextKeys)
            {
                if (chunk.Value.TryGetProperty(key, out var text) && text.ValueKind == JsonValueKind.String)
                {
                    return text.GetString()!;
                }
            }
        }

        return chunk.Value.ValueKind == JsonValueKind.String ? chunk.Value.GetString()! : chunk.Value.GetRawText();
    }
}
