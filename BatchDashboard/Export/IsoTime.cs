using System.Globalization;

namespace BatchDashboard.Export;

/// <summary>Times as files have them: UTC, ISO 8601, with milliseconds where there are any.</summary>
internal static class IsoTime
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Milliseconds = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static bool TryWrite(DateTimeOffset time, Span<byte> utf8, out int length) =>
        time.UtcDateTime.TryFormat(utf8, out length, time.Ticks % TimeSpan.TicksPerSecond == 0 ? Seconds : Milliseconds, CultureInfo.InvariantCulture);

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? Seconds : Milliseconds, CultureInfo.InvariantCulture);
}
