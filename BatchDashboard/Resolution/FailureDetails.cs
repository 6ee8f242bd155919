using System.Globalization;
using System.Text.Json;
using BatchDashboard.Data;
using Humanizer;

namespace BatchDashboard.Resolution;

/// <summary>
/// What can be used of <c>error.details</c>, whose keys nobody documents in full. Anything may stand there: what has
/// another shape than expected is as good as absent.
/// </summary>
internal sealed class FailureDetails(JsonElement? details)
{
    private const int MaxListed = 200;
    private const double MaxSeconds = 366 * 24 * 3600d;

    private readonly JsonElement? _object = details is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>Endings in lower case with the dot, in the API's order; empty when there are none.</summary>
    public IReadOnlyList<string> SupportedFormats =>
        First(RefusedFormats.SupportedKeys, Formats) ?? [];

    /// <summary>The format that the API saw, as an ending.</summary>
    public string? Format => First(RefusedFormats.FoundKeys, value => Ending(Text(value)));

    public long? MaxBytes =>
        First(["max_size_bytes", "max_bytes", "limit_bytes"], value => Bytes(Number(value)))
        ?? First(["max_size_mb", "limit_mb", "max_mb"], value => Bytes(Number(value) * 1024 * 1024))
        ?? First(["max_size", "max_file_size", "size_limit"], Size);

    public TimeSpan? Timeout =>
        First(["timeout_seconds", "timeout", "max_seconds", "limit_seconds"], value => Seconds(Number(value)))
        ?? First(["timeout_ms"], value => Seconds(Number(value) / 1000));

    public TimeSpan? MaxDuration =>
        First(["max_duration_seconds", "max_duration"], value => Seconds(Number(value)))
        ?? First(["max_duration_minutes"], value => Seconds(Number(value) * 60));

    public TimeSpan? Duration => First(["duration_seconds", "duration"], value => Seconds(Number(value)));

    /// <summary>What part of the work failed, in the API's words.</summary>
    public string? Stage => First(["stage", "operation", "step", "phase"], Text);

    /// <summary>What exactly was wrong, in the API's words.</summary>
    public string? Reason => First(["reason", "cause", "problem", "hint"], Text);

    /// <summary>The part of the request or file that was refused.</summary>
    public string? FieldName => First(["field", "parameter", "property"], Text);

    public string? Resource => First(["resource", "resource_type"], Text);

    /// <summary>What is counted, in the API's words, e.g. "monthly_items".</summary>
    public string? QuotaName => First(["quota_type", "quota_name", "quota"], value => Number(value) is null ? Text(value) : null);

    public double? QuotaLimit => First(["quota_limit", "limit", "max", "quota"], Number);

    public double? QuotaUsed => First(["quota_used", "used", "current_usage", "current", "usage"], Number);

    public DateTimeOffset? ResetsAt => First(["reset_time", "resets_at", "reset_at", "renews_at"], Instant);

    private T? First<T>(IReadOnlyList<string> keys, Func<JsonElement, T?> read)
    {
        foreach (var key in keys)
        {
            if (_object is { } all && TryGet(all, key, out var value) && Guarded(value, read) is { } found)
            {
                return found;
            }
        }

        return default;
    }

    private static bool TryGet(JsonElement all, string key, out JsonElement value)
    {
        try
        {
            return all.TryGetProperty(key, out value);
        }
        catch (InvalidOperationException)
        {
            // A name among them is no valid text, such as half of a surrogate pair.
            value = default;
            return false;
        }
    }

    private static T? Guarded<T>(JsonElement value, Func<JsonElement, T?> read)
    {
        try
        {
            return read(value);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    private static IReadOnlyList<string>? Formats(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var endings = Endings(value.EnumerateArray().Take(MaxListed + 1).Select(item => Guarded(item, Text)));
        return endings.Count == 0 ? null : endings;
    }

    /// <summary>A list of formats as endings; empty when it is none, or too long to be one.</summary>
    public static IReadOnlyList<string> Endings(IEnumerable<string?> formats)
    {
        // A list of which something cannot be read, such as a media type, does not prove that a format is missing in it.
        var endings = formats.Select(Ending).ToList();
        return endings.Count <= MaxListed && endings.TrueForAll(ending => ending is not null)
            ? [.. endings.OfType<string>().Distinct(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>A format as an ending; null when it is none.</summary>
    public static string? Ending(string? format) =>
        FileLimits.EndingOf(format is null ? null : "x." + format.Trim().TrimStart('.'));

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text)
        {
            return null;
        }

        var quote = Wording.Quote(text);
        return quote.Length == 0 ? null : quote;
    }

    private static double? Number(JsonElement value)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var written) => written,
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) => read,
            _ => double.NaN,
        };
        return double.IsFinite(number) && number >= 0 ? number : null;
    }

    private static long? Bytes(double? bytes) => bytes is > 0 and < long.MaxValue / 2d ? (long)bytes : null;

    /// <summary>"20 MB", or a number, which is bytes when it is too large for megabytes.</summary>
    private static long? Size(JsonElement value)
    {
        const double FewestBytes = 100_000;
        if (Number(value) is { } number)
        {
            return Bytes(number >= FewestBytes ? number : number * 1024 * 1024);
        }

        return Text(value) is { } text && ByteSize.TryParse(text, CultureInfo.InvariantCulture, out var size) ? Bytes(size.Bytes) : null;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is > 0 and < MaxSeconds ? TimeSpan.FromSeconds(seconds.Value) : null;

    private static DateTimeOffset? Instant(JsonElement value)
    {
        const double LastSecond = 253_402_300_799;
        if (Number(value) is { } seconds)
        {
            return seconds is > 0 and < LastSecond ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
        }

        return Text(value) is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;
    }
}
