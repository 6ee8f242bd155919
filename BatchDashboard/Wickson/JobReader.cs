using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>Reads the fields of one job, whatever stands in them.</summary>
internal struct JobReader
{
    // They stand in every job: the same object each time.
    private static readonly string[] Words =
        ["succeeded", "failed", "processed", "document", "image", "video", "audio", "model", "format_error", "corrupted_file", "processing_error"];

    private readonly JsonSerializerOptions _options;
    private bool _isUsual = true;
    private JobParts _parts;
    private string? _jobId;
    private string? _mediaId;
    private string? _fileName;
    private string? _mediaType;
    private string? _status;
    private Field<long> _bytes;
    private Field<double> _megabytes;
    private long? _createdAt;
    private long? _completedAt;
    private string? _code;
    private string? _message;

    private JobReader(JsonSerializerOptions options) => _options = options;

    /// <summary>Reads the value at which the reader stands, and ends at its last token.</summary>
    /// <param name="reader">At the job, which may be anything.</param>
    /// <param name="options">For its values.</param>
    /// <param name="isUsual">All of it is in the job's properties: writing them gives the same JSON.</param>
    /// <exception cref="JsonException">It is no sound JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no Unicode.</exception>
    public static Job Read(ref Utf8JsonReader reader, JsonSerializerOptions options, out bool isUsual)
    {
        var job = new JobReader(options);
        job.Read(ref reader);
        var size = SentSize.Bytes(job._bytes, job._megabytes);
        var isApproximate = size is not null && !SentSize.IsExact(job._bytes);
        isUsual = job._isUsual && !isApproximate && job.AreSizesUsual();
        return new Job
        {
            JobId = job._jobId,
            MediaId = job._mediaId,
            FileName = job._fileName,
            MediaType = job._mediaType,
            Status = job._status,
            SizeBytes = size,
            CreatedAt = job._createdAt,
            CompletedAt = job._completedAt,
            ErrorCode = string.IsNullOrWhiteSpace(job._code) ? null : job._code,
            ErrorMessage = job._message,
            Parts = job._parts | (isApproximate ? JobParts.ApproximateSize : JobParts.None),
        };
    }

    private void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Skip(ref reader);
            return;
        }

        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("job_id"u8))
            {
                _jobId = Text(ref reader, JobParts.JobId);
            }
            else if (reader.ValueTextEquals("media_id"u8))
            {
                _mediaId = Text(ref reader, JobParts.MediaId);
            }
            else if (reader.ValueTextEquals("filename"u8))
            {
                _fileName = Text(ref reader, JobParts.FileName);
            }
            else if (reader.ValueTextEquals("media_type"u8))
            {
                _mediaType = Text(ref reader, JobParts.MediaType);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                _status = Text(ref reader, JobParts.Status);
            }
            else if (reader.ValueTextEquals("file_info"u8))
            {
                File(ref reader);
            }
            else if (reader.ValueTextEquals("processing_info"u8))
            {
                Processing(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                Error(ref reader);
            }
            else
            {
                SkipUnknown(ref reader);
            }
        }
    }

    private void File(ref Utf8JsonReader reader)
    {
        (_bytes, _megabytes) = (default, default);
        if (!Begin(ref reader, JobParts.FileInfo, JobParts.SizeBytes | JobParts.SizeMb))
        {
            SkipOther(ref reader);
            return;
        }

        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("size_bytes"u8))
            {
                _bytes = Value<long>(ref reader, JobParts.SizeBytes);
            }
            else if (reader.ValueTextEquals("size_mb"u8))
            {
                _megabytes = Value<double>(ref reader, JobParts.SizeMb);
            }
            else
            {
                SkipUnknown(ref reader);
            }
        }

        End(JobParts.SizeBytes | JobParts.SizeMb);
    }

    private void Processing(ref Utf8JsonReader reader)
    {
        (_createdAt, _completedAt) = (null, null);
        if (!Begin(ref reader, JobParts.ProcessingInfo, JobParts.CreatedAt | JobParts.CompletedAt))
        {
            SkipOther(ref reader);
            return;
        }

        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("created_at"u8))
            {
                _createdAt = Time(ref reader, JobParts.CreatedAt);
            }
            else if (reader.ValueTextEquals("completed_at"u8))
            {
                _completedAt = Time(ref reader, JobParts.CompletedAt);
            }
            else
            {
                SkipUnknown(ref reader);
            }
        }

        End(JobParts.CreatedAt | JobParts.CompletedAt);
    }

    private void Error(ref Utf8JsonReader reader)
    {
        const JobParts Fields = JobParts.ErrorMessage | JobParts.ErrorCode | JobParts.ErrorDetails;
        (_code, _message) = (null, null);
        if (!Begin(ref reader, JobParts.Error, Fields))
        {
            // An error that is a mere text, or anything else, still says why.
            if (reader.TokenType != JsonTokenType.Null)
            {
                _message = AnyText(ref reader);
                _isUsual = false;
            }

            return;
        }

        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("message"u8))
            {
                _message = Text(ref reader, JobParts.ErrorMessage);
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                _code = Text(ref reader, JobParts.ErrorCode);
                _isUsual &= _code is null || !string.IsNullOrWhiteSpace(_code);
            }
            else if (reader.ValueTextEquals("details"u8))
            {
                if (Take(ref reader, JobParts.ErrorDetails))
                {
                    Skip(ref reader);
                }
            }
            else
            {
                SkipUnknown(ref reader);
            }
        }

        End(Fields);
    }

    private string? Text(ref Utf8JsonReader reader, JobParts part) => Take(ref reader, part) ? AnyText(ref reader) : null;

    // What is no text is told as its JSON.
    private string AnyText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            _isUsual = false;
            return SoundJson.Text(ref reader);
        }

        foreach (var word in reader.ValueSpan.Length <= 16 ? Words : [])
        {
            if (word.Length == reader.ValueSpan.Length && reader.ValueTextEquals(word))
            {
                return word;
            }
        }

        var text = reader.GetString()!;
        var sound = SoundText.Clean(text);
        _isUsual &= ReferenceEquals(sound, text);
        return sound;
    }

    private long? Time(ref Utf8JsonReader reader, JobParts part) =>
        Value<DateTimeOffset>(ref reader, part) is { HasValue: true } time ? time.Value.ToUnixTimeMilliseconds() : null;

    private Field<T> Value<T>(ref Utf8JsonReader reader, JobParts part)
    {
        if (!Take(ref reader, part))
        {
            return Field<T>.Null;
        }

        var field = FieldConverter<T>.ReadValue(ref reader, _options);
        _isUsual &= field is { HasValue: true, Raw: null };
        return field;
    }

    // At the value after the name: false when it is null.
    private bool Take(ref Utf8JsonReader reader, JobParts part)
    {
        reader.Read();
        _isUsual &= (_parts & part) == JobParts.None;
        _parts |= part;
        return reader.TokenType != JsonTokenType.Null;
    }

    // At the value after the name: true when it is an object to be read.
    private bool Begin(ref Utf8JsonReader reader, JobParts part, JobParts fields)
    {
        if (!Take(ref reader, part) || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        _parts &= ~fields;
        return true;
    }

    // What stands in the place of an object; null is in the usual form.
    private void SkipOther(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            Skip(ref reader);
        }
    }

    // An empty object would be written as null.
    private void End(JobParts fields) => _isUsual &= (_parts & fields) != JobParts.None;

    private readonly bool AreSizesUsual() =>
        (!_bytes.HasValue || SentSize.IsExact(_bytes))
        && (!_megabytes.HasValue
            || (_bytes.HasValue && BitConverter.DoubleToInt64Bits(_megabytes.Value) == BitConverter.DoubleToInt64Bits(SentSize.Megabytes(_bytes.Value))))
        && (!_bytes.HasValue || _megabytes.HasValue || (_parts & JobParts.SizeMb) == JobParts.None);

    private void SkipUnknown(ref Utf8JsonReader reader)
    {
        reader.Read();
        Skip(ref reader);
    }

    private void Skip(ref Utf8JsonReader reader)
    {
        _isUsual = false;
        reader.TrySkip();
    }

    // True at the name of a field, false at the end of the object.
    private static bool Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }
}
