using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Times as Unix milliseconds, and the way the API usually writes them.</summary>
internal static class StoredTime
{
    public static long? Milliseconds(Field<DateTimeOffset> time) => time.HasValue ? time.Value.ToUnixTimeMilliseconds() : null;

    public static DateTimeOffset? At(long? milliseconds) => milliseconds is { } value ? At(value) : null;

    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
