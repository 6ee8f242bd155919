using System.Globalization;
using System.Net;
using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>What an answer says of the hour's requests. Null: it does not say.</summary>
/// <param name="Limit">Requests of a window.</param>
/// <param name="Remaining">Requests that are left of it.</param>
/// <param name="ResetsAt">When it ends.</param>
public sealed record RateAnswer(int? Limit = null, int? Remaining = null, DateTimeOffset? ResetsAt = null)
{
    /// <summary>It was a 429.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>When to ask again, of a refusal.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>From the headers of any answer.</summary>
    public static RateAnswer Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var isRefusal = response.StatusCode == HttpStatusCode.TooManyRequests;
        return new RateAnswer(
            Number(response, "X-RateLimit-Limit"), Number(response, "X-RateLimit-Remaining"), RetryTime.Reset(response))
        {
            IsRefusal = isRefusal,
            RetryAt = isRefusal ? RetryTime.FromRetryAfter(response, now) ?? RetryTime.FromRateLimitReset(response) : null,
        };
    }

    /// <summary>Whether a refusal says that the hour is its reason; the headers count by the hour, details name their window.</summary>
    public static bool IsHourSpent(HttpResponseMessage response, JsonElement? details) =>
        Number(response, "X-RateLimit-Remaining") == 0
        || (RetryTime.Number(details, "remaining") == 0 && RetryTime.Number(details, "window_size") == (long)BudgetWindow.Length.TotalSeconds);

    private static int? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
