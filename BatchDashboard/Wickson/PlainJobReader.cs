using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace BatchDashboard.Wickson;

/// <summary>Reads one job in its usual form without making an object of it.</summary>
/// <param name="room">For texts that were sent with escapes.</param>
internal ref struct PlainJobReader(Span<byte> room)
{
    private Span<byte> _room = room;
    private double _megabytes;
    private ReadOnlySpan<byte> _jobId;
    private ReadOnlySpan<byte> _mediaId;
    private ReadOnlySpan<byte> _fileName;
    private ReadOnlySpan<byte> _mediaType;
    private ReadOnlySpan<byte> _status;
    private ReadOnlySpan<byte> _code;
    private ReadOnlySpan<byte> _message;
    private ReadOnlySpan<byte> _details;
    private PlainNumbers _numbers;

    public readonly ReadOnlySpan<byte> MediaType => _mediaType;
    public readonly ReadOnlySpan<byte> Status => _status;
    public readonly ReadOnlySpan<byte> ErrorCode => _code;

    /// <summary>All but the words' numbers.</summary>
    public readonly PlainNumbers Numbers => _numbers with
    {
        JobIdLength = _jobId.Length,
        MediaIdLength = _mediaId.Length,
        FileNameLength = _fileName.Length,
        MessageLength = _message.Length,
        DetailsLength = _details.Length,
    };

    /// <summary>
    /// Reads the value at which the reader stands, to its last token; false when it is no job in the usual form, with the
    /// reader anywhere in it.
    /// </summary>
    /// <exception cref="JsonException">It is no sound JSON.</exception>
    public bool TryRead(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (Next(ref reader))
        {
            var name = reader.ValueSpan;
            var isRead = name.SequenceEqual("job_id"u8) ? Text(ref reader, JobParts.JobId, out _jobId)
                : name.SequenceEqual("media_id"u8) ? Text(ref reader, JobParts.MediaId, out _mediaId)
                : name.SequenceEqual("filename"u8) ? Text(ref reader, JobParts.FileName, out _fileName)
                : name.SequenceEqual("media_type"u8) ? Text(ref reader, JobParts.MediaType, out _mediaType)
                : name.SequenceEqual("status"u8) ? Text(ref reader, JobParts.Status, out _status)
                : name.SequenceEqual("file_info"u8) ? File(ref reader)
                : name.SequenceEqual("processing_info"u8) ? Processing(ref reader)
                : name.SequenceEqual("error"u8) && Error(ref reader);
            if (!isRead)
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject && IsSizeOfBytes();
    }

    /// <summary>Writes the texts one after the other.</summary>
    public readonly void CopyTexts(Span<byte> destination)
    {
        Copy(_jobId, ref destination);
        Copy(_mediaId, ref destination);
        Copy(_fileName, ref destination);
        Copy(_message, ref destination);
        Copy(_details, ref destination);
    }

    private bool File(scoped ref Utf8JsonReader reader)
    {
        if (!Begin(ref reader, JobParts.FileInfo, JsonTokenType.StartObject, out var isNull) || isNull)
        {
            return isNull;
        }

        while (Next(ref reader))
        {
            var isRead = reader.ValueSpan.SequenceEqual("size_bytes"u8) ? Size(ref reader)
                : reader.ValueSpan.SequenceEqual("size_mb"u8) && Megabytes(ref reader);
            if (!isRead)
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool Processing(scoped ref Utf8JsonReader reader)
    {
        if (!Begin(ref reader, JobParts.ProcessingInfo, JsonTokenType.StartObject, out var isNull) || isNull)
        {
            return isNull;
        }

        while (Next(ref reader))
        {
            var isRead = reader.ValueSpan.SequenceEqual("created_at"u8) ? Time(ref reader, JobParts.CreatedAt, out _numbers.CreatedAt)
                : reader.ValueSpan.SequenceEqual("completed_at"u8) && Time(ref reader, JobParts.CompletedAt, out _numbers.CompletedAt);
            if (!isRead)
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool Error(scoped ref Utf8JsonReader reader)
    {
        if (!Begin(ref reader, JobParts.Error, JsonTokenType.StartObject, out var isNull) || isNull)
        {
            return isNull;
        }

        while (Next(ref reader))
        {
            var isRead = reader.ValueSpan.SequenceEqual("message"u8) ? Text(ref reader, JobParts.ErrorMessage, out _message)
                : reader.ValueSpan.SequenceEqual("code"u8) ? Text(ref reader, JobParts.ErrorCode, out _code) && HasNoBlankCode()
                : reader.ValueSpan.SequenceEqual("details"u8) && Details(ref reader);
            if (!isRead)
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool Text(scoped ref Utf8JsonReader reader, JobParts part, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Begin(ref reader, part, JsonTokenType.String, out var isNull) || isNull)
        {
            return isNull;
        }

        if (!reader.ValueIsEscaped)
        {
            text = reader.ValueSpan;
            return Utf8.IsValid(text);
        }

        if (reader.ValueSpan.Length > _room.Length)
        {
            return false;
        }

        try
        {
            text = _room[..reader.CopyString(_room)];
        }
        catch (InvalidOperationException)
        {
            // No Unicode: whoever reads this job the long way mends it.
            return false;
        }

        _room = _room[text.Length..];
        return !text.Contains((byte)0);
    }

    private bool Size(scoped ref Utf8JsonReader reader) =>
        Begin(ref reader, JobParts.SizeBytes, JsonTokenType.Number, out var isNull) && (isNull || (reader.TryGetInt64(out _numbers.SizeBytes) && _numbers.SizeBytes is >= 0 and <= SentSize.MaxBytes));

    private bool Megabytes(scoped ref Utf8JsonReader reader) =>
        Begin(ref reader, JobParts.SizeMb, JsonTokenType.Number, out var isNull)
        && (isNull || (FieldConverter<double>.FitsExactly(ref reader) && reader.TryGetDouble(out _megabytes)));

    private bool Time(scoped ref Utf8JsonReader reader, JobParts part, out long milliseconds)
    {
        milliseconds = 0;
        if (!Begin(ref reader, part, JsonTokenType.String, out var isNull) || isNull)
        {
            return isNull;
        }

        var isUsual = UsualTime.TryRead(ref reader, out var time);
        milliseconds = time.ToUnixTimeMilliseconds();
        return isUsual;
    }

    private bool Details(scoped ref Utf8JsonReader reader)
    {
        if (!Begin(ref reader, JobParts.ErrorDetails, null, out var isNull) || isNull)
        {
            return isNull;
        }

        var element = JsonElement.ParseValue(ref reader);
        _details = JsonMarshal.GetRawUtf8Value(element);
        return !SoundJson.TryMend(element, out _);
    }

    // At the value after the name: false when it is of another type, or the second of its name.
    private bool Begin(scoped ref Utf8JsonReader reader, JobParts part, JsonTokenType? type, out bool isNull)
    {
        reader.Read();
        isNull = false;
        if ((_numbers.Sent & part) != JobParts.None)
        {
            return false;
        }

        _numbers.Sent |= part;
        isNull = reader.TokenType == JsonTokenType.Null;
        _numbers.Nulls |= isNull ? part : JobParts.None;
        return isNull || type is null || reader.TokenType == type;
    }

    // A code of white space is none for whoever groups by it.
    private readonly bool HasNoBlankCode() => (_numbers.Nulls & JobParts.ErrorCode) != JobParts.None || !string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(_code));

    private readonly bool IsSizeOfBytes()
    {
        var values = _numbers.Sent & ~_numbers.Nulls;
        return (values & JobParts.SizeMb) == JobParts.None
            || ((values & JobParts.SizeBytes) != JobParts.None
                && BitConverter.DoubleToInt64Bits(_megabytes) == BitConverter.DoubleToInt64Bits(JobFileInfo.Megabytes(_numbers.SizeBytes)));
    }

    // True at a name that is written plainly; false at the end of the object, or at a name that is not.
    private static bool Next(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader is { TokenType: JsonTokenType.PropertyName, ValueIsEscaped: false, HasValueSequence: false };
    }

    private static void Copy(ReadOnlySpan<byte> text, scoped ref Span<byte> destination)
    {
        text.CopyTo(destination);
        destination = destination[text.Length..];
    }
}
