using System.Text.Json;
using BatchDashboard.Cache;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>Writes a stored job as the API sent it. One in the usual form, as nearly all are, is written from its row at once.</summary>
internal static class JobJson
{
    private static readonly JobField[] InColumns =
    [
        JobField.Row, JobField.JobId, JobField.MediaId, JobField.FileName, JobField.MediaType, JobField.Status, JobField.FileInfo, JobField.SizeBytes,
        JobField.SizeMb, JobField.ProcessingInfo, JobField.CreatedAt, JobField.CompletedAt, JobField.Error, JobField.ErrorMessage, JobField.ErrorCode,
    ];

    public static void Write(Utf8JsonWriter json, StoredJob job)
    {
        if (job.Extras.IsEmpty && IsUsual(job.Shape))
        {
            WriteUsual(json, job);
            return;
        }

        var (columns, extras) = job.Unpack();
        JsonSerializer.Serialize(json, JobDecoder.Decode(columns, extras), WicksonJson.Default.FieldJobResult);
    }

    private static bool IsUsual(JobShape shape)
    {
        foreach (var field in InColumns)
        {
            if (shape[field] > FieldState.Value)
            {
                return false;
            }
        }

        return shape[JobField.Row] == FieldState.Value && shape[JobField.ErrorDetails] is FieldState.Missing or FieldState.Null;
    }

    private static void WriteUsual(Utf8JsonWriter json, StoredJob job)
    {
        var shape = job.Shape;
        json.WriteStartObject();
        Text(json, "job_id"u8, shape[JobField.JobId], job.JobId);
        Text(json, "media_id"u8, shape[JobField.MediaId], job.MediaId);
        Text(json, "filename"u8, shape[JobField.FileName], job.FileName);
        Text(json, "media_type"u8, shape[JobField.MediaType], job.MediaType);
        Text(json, "status"u8, shape[JobField.Status], job.Status);
        if (Begin(json, "file_info"u8, shape[JobField.FileInfo]))
        {
            Number(json, "size_bytes"u8, shape[JobField.SizeBytes], job.SizeBytes);
            Number(json, "size_mb"u8, shape[JobField.SizeMb], job.SizeBytes is { } bytes ? JobFileInfo.Megabytes(bytes) : null);
            json.WriteEndObject();
        }

        if (Begin(json, "processing_info"u8, shape[JobField.ProcessingInfo]))
        {
            Time(json, "created_at"u8, shape[JobField.CreatedAt], job.CreatedAt);
            Time(json, "completed_at"u8, shape[JobField.CompletedAt], job.CompletedAt);
            json.WriteEndObject();
        }

        if (Begin(json, "error"u8, shape[JobField.Error]))
        {
            Text(json, "message"u8, shape[JobField.ErrorMessage], job.ErrorMessage);
            Text(json, "code"u8, shape[JobField.ErrorCode], job.ErrorCode);
            _ = Begin(json, "details"u8, shape[JobField.ErrorDetails]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // True when the object is begun; a missing or null one is dealt with.
    private static bool Begin(Utf8JsonWriter json, ReadOnlySpan<byte> name, FieldState state)
    {
        if (state == FieldState.Value)
        {
            json.WriteStartObject(name);
            return true;
        }

        if (state == FieldState.Null)
        {
            json.WriteNull(name);
        }

        return false;
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, FieldState state, ReadOnlySpan<byte> value)
    {
        if (state == FieldState.Value)
        {
            json.WriteString(name, value);
        }
        else if (state == FieldState.Null)
        {
            json.WriteNull(name);
        }
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, FieldState state, string? value)
    {
        if (state != FieldState.Missing)
        {
            json.WriteString(name, state == FieldState.Null ? null : value);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, FieldState state, long? value)
    {
        if (state == FieldState.Value && value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else if (state != FieldState.Missing)
        {
            json.WriteNull(name);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, FieldState state, double? value)
    {
        if (state == FieldState.Value && value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else if (state != FieldState.Missing)
        {
            json.WriteNull(name);
        }
    }

    private static void Time(Utf8JsonWriter json, ReadOnlySpan<byte> name, FieldState state, long? milliseconds)
    {
        if (state == FieldState.Value && milliseconds is { } value)
        {
            Span<byte> text = stackalloc byte[32];
            IsoTime.TryWrite(DateTimeOffset.FromUnixTimeMilliseconds(value), text, out var length);
            json.WriteString(name, text[..length]);
        }
        else if (state != FieldState.Missing)
        {
            json.WriteNull(name);
        }
    }
}
