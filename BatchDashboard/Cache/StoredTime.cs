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
        time is { HasValue: true, Raw: null } && UsualTime.Holds(time.Value);

    public static Field<DateTimeOffset> Usual(long milliseconds) => Field<DateTimeOffset>.Of(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
