using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>
/// Reads pages of jobs without the serializer, which would begin anew for each field, and look for the end of each list
/// before it reads it. Jobs in the usual form are read by <see cref="PlainJobReader"/>, all others here. What it reads is
/// what the serializer would (a test compares them).
/// </summary>
public static class JobReader
{
    private static readonly string[] Words =
        ["succeeded", "failed", "processed", "document", "image", "video", "audio", "model", "format_error", "corrupted_file", "processing_error"];

    /// <summary>True for a type that is read here.</summary>
    public static bool Reads<T>() =>
        typeof(T) == typeof(ResultsData) || typeof(T) == typeof(JobList) || typeof(T) == typeof(JobResult) || typeof(T) == typeof(JobFileInfo) || typeof(T) == typeof(JobProcessingInfo) || typeof(T) == typeof(JobError);

    /// <summary>Reads the object or list at which the reader stands, and ends at its last token.</summary>
    /// <exception cref="JsonException">It is no sound JSON.</exception>
    public static T Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        object value = typeof(T) == typeof(ResultsData) ? Data(ref reader, options)
            : typeof(T) == typeof(JobList) ? JobList.Read(ref reader, options)
            : typeof(T) == typeof(JobResult) ? Job(ref reader, options)
            : typeof(T) == typeof(JobFileInfo) ? File(ref reader, options)
            : typeof(T) == typeof(JobProcessingInfo) ? Processing(ref reader, options)
            : Error(ref reader, options);
        return (T)value;
    }

    /// <summary>The text of the token. Words that stand in every job are the same object each time.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence && reader.ValueSpan.Length <= 16)
        {
            foreach (var word in Words)
            {
                if (word.Length == reader.ValueSpan.Length && reader.ValueTextEquals(word))
                {
                    return word;
                }
            }
        }

        return reader.GetString()!;
    }

    private static ResultsData Data(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        Field<BatchSummary> summary = default;
        Field<JobList> jobs = default;
        Field<BatchStatistics> statistics = default;
        Field<Pagination> pagination = default;
        Dictionary<string, JsonElement>? extra = null;
        while (Next(ref reader))
        {
            if (Is(ref reader, "batch_summary"u8))
            {
                summary = FieldConverter<BatchSummary>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "job_results"u8))
            {
                jobs = FieldConverter<JobList>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "statistics"u8))
            {
                statistics = FieldConverter<BatchStatistics>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "pagination"u8))
            {
                pagination = FieldConverter<Pagination>.ReadNext(ref reader, options);
            }
            else
            {
                AddExtra(ref reader, ref extra, options);
            }
        }

        return new ResultsData { BatchSummary = summary, JobResults = jobs, Statistics = statistics, Pagination = pagination, Extra = extra };
    }

    private static JobResult Job(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        Field<string> id = default, media = default, name = default, type = default, status = default;
        Field<JobFileInfo> file = default;
        Field<JobProcessingInfo> processing = default;
        Field<JobError> error = default;
        Dictionary<string, JsonElement>? extra = null;
        while (Next(ref reader))
        {
            if (Is(ref reader, "job_id"u8))
            {
                id = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "media_id"u8))
            {
                media = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "filename"u8))
            {
                name = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "media_type"u8))
            {
                type = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "status"u8))
            {
                status = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "file_info"u8))
            {
                file = FieldConverter<JobFileInfo>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "processing_info"u8))
            {
                processing = FieldConverter<JobProcessingInfo>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "error"u8))
            {
                error = FieldConverter<JobError>.ReadNext(ref reader, options);
            }
            else
            {
                AddExtra(ref reader, ref extra, options);
            }
        }

        return new JobResult
        {
            JobId = id,
            MediaId = media,
            Filename = name,
            MediaType = type,
            Status = status,
            FileInfo = file,
            ProcessingInfo = processing,
            Error = error,
            Extra = extra,
        };
    }

    private static JobFileInfo File(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        Field<long> bytes = default;
        Field<double> megabytes = default;
        Dictionary<string, JsonElement>? extra = null;
        while (Next(ref reader))
        {
            if (Is(ref reader, "size_bytes"u8))
            {
                bytes = FieldConverter<long>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "size_mb"u8))
            {
                megabytes = FieldConverter<double>.ReadNext(ref reader, options);
            }
            else
            {
                AddExtra(ref reader, ref extra, options);
            }
        }

        return new JobFileInfo { SizeBytes = bytes, SizeMb = megabytes, Extra = extra };
    }

    private static JobProcessingInfo Processing(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        Field<DateTimeOffset> created = default, completed = default;
        Dictionary<string, JsonElement>? extra = null;
        while (Next(ref reader))
        {
            if (Is(ref reader, "created_at"u8))
            {
                created = FieldConverter<DateTimeOffset>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "completed_at"u8))
            {
                completed = FieldConverter<DateTimeOffset>.ReadNext(ref reader, options);
            }
            else
            {
                AddExtra(ref reader, ref extra, options);
            }
        }

        return new JobProcessingInfo { CreatedAt = created, CompletedAt = completed, Extra = extra };
    }

    private static JobError Error(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        Field<string> message = default, code = default;
        Field<JsonElement> details = default;
        Dictionary<string, JsonElement>? extra = null;
        while (Next(ref reader))
        {
            if (Is(ref reader, "message"u8))
            {
                message = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "code"u8))
            {
                code = FieldConverter<string>.ReadNext(ref reader, options);
            }
            else if (Is(ref reader, "details"u8))
            {
                details = FieldConverter<JsonElement>.ReadNext(ref reader, options);
            }
            else
            {
                AddExtra(ref reader, ref extra, options);
            }
        }

        return new JobError { Message = message, Code = code, Details = details, Extra = extra };
    }

    // True at the name of a field, false at the end of the object.
    private static bool Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name);

    private static void AddExtra(ref Utf8JsonReader reader, ref Dictionary<string, JsonElement>? extra, JsonSerializerOptions options)
    {
        string name;
        try
        {
            name = reader.GetString()!;
        }
        catch (InvalidOperationException cause)
        {
            // Half a surrogate pair: the whole object is read as it came, and mended.
            throw new JsonException("A name is no Unicode.", cause);
        }

        reader.Read();
        extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        extra[name] = JsonSerializer.Deserialize(ref reader, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonElement>)options.GetTypeInfo(typeof(JsonElement)));
    }
}
