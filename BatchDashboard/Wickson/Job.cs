using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchDashboard.Wickson;

/// <summary>
/// One processed file of a batch: what questions need of it, and the JSON as it came where that says more. Whoever reads it
/// meets the same job, whether it came a second ago or was stored last year.
/// </summary>
[JsonConverter(typeof(JobConverter))]
public sealed record Job
{
    public string? JobId { get; init; }

    /// <summary>Null for a failed file; <c>vec-…</c> as a rule.</summary>
    public string? MediaId { get; init; }

    public string? FileName { get; init; }

    /// <summary>document, image, video, audio or model; others may come.</summary>
    public string? MediaType { get; init; }

    /// <summary>succeeded, failed or processed; others may come.</summary>
    public string? Status { get; init; }

    /// <summary>Bytes, at most 2^53; what the rounded megabytes tell, when the bytes were not sent or cannot be.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? CompletedAt { get; init; }

    /// <summary>Null, too, for a code of white space.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>The fields that were sent, as null or with a value.</summary>
    public JobParts Parts { get; init; }

    /// <summary>
    /// The whole JSON of a job that the properties above would not give back: with unknown fields, details of an error, or values of
    /// another type than the documented one. Null for nearly all, and in lists.
    /// </summary>
    public string? Raw { get; init; }

    /// <summary>The size is that of the rounded megabytes.</summary>
    public bool IsSizeApproximate => (Parts & JobParts.ApproximateSize) != JobParts.None;

    /// <summary>Milliseconds; negative when the API's clocks disagree.</summary>
    public long? Duration => CompletedAt - CreatedAt;

    /// <summary>The value of <c>error.details</c>, whatever it is; null when there is none.</summary>
    public JsonElement? ErrorDetails() => DetailsOf(Raw);

    /// <summary>The size as it was sent twice, in bytes and in MiB; null for what was not sent as a number, or cannot be.</summary>
    public (long? Bytes, double? Megabytes) SentSizes()
    {
        if (Raw is null)
        {
            return (SizeBytes, SizeBytes is { } bytes && (Parts & JobParts.SizeMb) != JobParts.None ? SentSize.Megabytes(bytes) : null);
        }

        var (sentBytes, sentMegabytes) = JobConverter.ReadSizes(Raw);
        return (SentSize.IsExact(sentBytes) ? sentBytes.Value : null, sentMegabytes is { HasValue: true, Value: >= 0 } megabytes ? megabytes.Value : null);
    }

    /// <inheritdoc cref="ErrorDetails" />
    /// <param name="raw">See <see cref="Raw"/>.</param>
    public static JsonElement? DetailsOf(string? raw)
    {
        if (raw is null)
        {
            return null;
        }

        var utf8 = Encoding.UTF8.GetBytes(raw);
        return TryFindDetails(utf8, out var reader) && reader.TokenType != JsonTokenType.Null ? JsonElement.ParseValue(ref reader) : null;
    }

    /// <param name="raw">See <see cref="Raw"/>, as UTF-8.</param>
    /// <param name="json">At the value of the details, whatever it is.</param>
    /// <returns>False when there are none.</returns>
    internal static bool TryFindDetails(ReadOnlySpan<byte> raw, out Utf8JsonReader json)
    {
        json = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = SoundJson.MaxBodyDepth });
        return !raw.IsEmpty && json.Read() && Enter(ref json, "error"u8) && Enter(ref json, "details"u8);
    }

    // From the object at which the reader stands to the value of one of its members.
    private static bool Enter(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(name);
            json.Read();
            if (isIt)
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }
}

/// <summary>The fields of a job, those within others included. The numbers are stored: never change one.</summary>
[Flags]
public enum JobParts
{
    None = 0,
    JobId = 1 << 0,
    MediaId = 1 << 1,
    FileName = 1 << 2,
    MediaType = 1 << 3,
    Status = 1 << 4,
    FileInfo = 1 << 5,
    SizeBytes = 1 << 6,
    SizeMb = 1 << 7,
    ProcessingInfo = 1 << 8,
    CreatedAt = 1 << 9,
    CompletedAt = 1 << 10,
    Error = 1 << 11,
    ErrorMessage = 1 << 12,
    ErrorCode = 1 << 13,
    ErrorDetails = 1 << 14,

    /// <summary>No field: the size is that of the rounded megabytes.</summary>
    ApproximateSize = 1 << 15,
}
