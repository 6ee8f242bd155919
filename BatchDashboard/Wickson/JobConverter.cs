using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchDashboard.Wickson;

/// <summary>Reads a job however broken it is, and writes it as it came.</summary>
public sealed class JobConverter : JsonConverter<Job>
{
    // The details of an error stand two levels down.
    private const int Levels = SoundJson.MaxDepth + 2;

    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override Job Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadJob(ref reader, options);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Job value, JsonSerializerOptions options) => WriteJob(writer, value);

    /// <summary>Reads the list at which the reader stands. The serializer would look for its end before it reads it.</summary>
    /// <exception cref="JsonException">It is no sound JSON.</exception>
    internal static List<Job> ReadList(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        var jobs = new List<Job>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            jobs.Add(ReadJob(ref reader, options));
        }

        return jobs;
    }

    /// <summary>The two sizes of a job, as they were sent.</summary>
    internal static (Field<long> Bytes, Field<double> Megabytes) ReadSizes(string raw)
    {
        using var document = JsonDocument.Parse(raw, SoundJson.Deep);
        return document.RootElement is { ValueKind: JsonValueKind.Object } job && job.TryGetProperty("file_info"u8, out var file) && file.ValueKind == JsonValueKind.Object
            ? (Read(file, "size_bytes", WicksonJson.Default.FieldInt64), Read(file, "size_mb", WicksonJson.Default.FieldDouble))
            : default;

        static Field<T> Read<T>(JsonElement file, string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<Field<T>> type) =>
            file.TryGetProperty(name, out var value) ? value.Deserialize(type) : default;
    }

    /// <summary>Writes the job as it came; one in the usual form in the order of the documentation.</summary>
    public static void WriteJob(Utf8JsonWriter json, Job job)
    {
        if (job.Raw is { } raw)
        {
            using var document = JsonDocument.Parse(raw, SoundJson.Deep);
            document.RootElement.WriteTo(json);
            return;
        }

        bool Has(JobParts part) => (job.Parts & part) != JobParts.None;
        json.WriteStartObject();
        Text("job_id"u8, JobParts.JobId, job.JobId);
        Text("media_id"u8, JobParts.MediaId, job.MediaId);
        Text("filename"u8, JobParts.FileName, job.FileName);
        Text("media_type"u8, JobParts.MediaType, job.MediaType);
        Text("status"u8, JobParts.Status, job.Status);
        if (Begin("file_info"u8, JobParts.FileInfo, JobParts.SizeBytes | JobParts.SizeMb))
        {
            Whole("size_bytes"u8, JobParts.SizeBytes, job.SizeBytes);
            Real("size_mb"u8, JobParts.SizeMb, job.SizeBytes is { } bytes ? SentSize.Megabytes(bytes) : null);
            json.WriteEndObject();
        }

        if (Begin("processing_info"u8, JobParts.ProcessingInfo, JobParts.CreatedAt | JobParts.CompletedAt))
        {
            Time("created_at"u8, JobParts.CreatedAt, job.CreatedAt);
            Time("completed_at"u8, JobParts.CompletedAt, job.CompletedAt);
            json.WriteEndObject();
        }

        if (Begin("error"u8, JobParts.Error, JobParts.ErrorMessage | JobParts.ErrorCode | JobParts.ErrorDetails))
        {
            Text("message"u8, JobParts.ErrorMessage, job.ErrorMessage);
            Text("code"u8, JobParts.ErrorCode, job.ErrorCode);
            Text("details"u8, JobParts.ErrorDetails, null);
            json.WriteEndObject();
        }

        json.WriteEndObject();

        // An object without any of its fields was sent as null: an empty one is not in the usual form.
        bool Begin(ReadOnlySpan<byte> name, JobParts part, JobParts fields)
        {
            if (Has(fields))
            {
                json.WriteStartObject(name);
                return true;
            }

            Text(name, part, null);
            return false;
        }

        void Text(ReadOnlySpan<byte> name, JobParts part, string? value)
        {
            if (Has(part))
            {
                json.WriteString(name, value);
            }
        }

        void Whole(ReadOnlySpan<byte> name, JobParts part, long? value)
        {
            if (Has(part) && value is { } number)
            {
                json.WriteNumber(name, number);
                return;
            }

            Text(name, part, null);
        }

        void Real(ReadOnlySpan<byte> name, JobParts part, double? value)
        {
            if (Has(part) && value is { } number)
            {
                json.WriteNumber(name, number);
                return;
            }

            Text(name, part, null);
        }

        void Time(ReadOnlySpan<byte> name, JobParts part, long? milliseconds) => Text(
            name, part, milliseconds is { } value ? UsualTime.Write(DateTimeOffset.FromUnixTimeMilliseconds(value)) : null);
    }

    private static Job ReadJob(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            var job = JobReader.Read(ref reader, options, out var isUsual);
            return isUsual ? job : job with { Raw = SoundJson.Text(ref start, Levels) };
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: it is read as it is mended.
            reader = start;
            var raw = SoundJson.Text(ref reader, Levels);
            var mended = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(raw), new JsonReaderOptions { MaxDepth = options.MaxDepth });
            mended.Read();
            return JobReader.Read(ref mended, options, out _) with { Raw = raw };
        }
    }
}
