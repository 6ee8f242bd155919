using System.Globalization;
using System.Text.Json;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Times as Unix milliseconds, and the way the API usually writes them.</summary>
internal static class StoredTime
{
    public static long? Milliseconds(Field<DateTimeOffset> time) => time.HasValue ? time.Value.ToUnixTimeMilliseconds() : null;

    public static DateTimeOffset? At(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    /// <summary>Whether the milliseconds alone bring back what was sent.</summary>
    public static bool IsUsual(Field<DateTimeOffset> time) =>
        time is { HasValue: true, Raw: { ValueKind: JsonValueKind.String } raw }
        && raw.GetRawText().AsSpan().Trim('"').SequenceEqual(Text(time.Value.ToUnixTimeMilliseconds()));

    public static Field<DateTimeOffset> Usual(long milliseconds) => Field<DateTimeOffset>.Of(
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
        JsonElement.Parse($"\"{Text(milliseconds)}\""));

    private static string Text(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString(
        milliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
        CultureInfo.InvariantCulture);
}
