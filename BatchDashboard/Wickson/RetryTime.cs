using System.Globalization;
using System.Net;
using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>When a response says that it is worth to ask again.</summary>
internal static class RetryTime
{
    /// <summary><c>Retry-After</c> in seconds or as a date, of any response.</summary>
    public static DateTimeOffset? FromRetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => now + wait,
        { Date: { } date } => date,
        _ => null,
    };

    /// <summary><c>X-RateLimit-Reset</c> of a 429, for servers that send no <c>Retry-After</c>.</summary>
    public static DateTimeOffset? FromRateLimitReset(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests ? Reset(response) : null;

    /// <summary><c>X-RateLimit-Reset</c> of any response, in Unix seconds.</summary>
    public static DateTimeOffset? Reset(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? FromUnixSeconds(seconds)
            : null;

    /// <summary><c>reset_time</c> of an error's details, in Unix seconds.</summary>
    public static DateTimeOffset? FromDetails(JsonElement? details) =>
        Number(details, "reset_time") is { } seconds ? FromUnixSeconds(seconds) : null;

    /// <summary>A whole number of an error's details; null when there is none of this name.</summary>
    public static long? Number(JsonElement? details, string name)
    {
        if (details is not { ValueKind: JsonValueKind.Object } known || !known.TryGetProperty(name, out var value))
        {
            return null;
        }

        var number = value.Deserialize(WicksonJson.Default.FieldInt64);
        return number.HasValue ? number.Value : null;
    }

    private static DateTimeOffset? FromUnixSeconds(long seconds) =>
        seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
