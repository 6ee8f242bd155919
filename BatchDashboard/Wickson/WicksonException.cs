using System.Net;
using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>What kind of thing went wrong when the API was asked.</summary>
public enum WicksonFailure
{
    /// <summary>404: the API does not know the id.</summary>
    NotFound,
    /// <summary>401: the key is missing or wrong.</summary>
    Unauthorized,
    /// <summary>402: the account has no credit for it.</summary>
    PaymentRequired,
    /// <summary>403: the key lacks the capability.</summary>
    Forbidden,
    /// <summary>429: the hour's requests are spent, or too many came at once.</summary>
    RateLimited,
    /// <summary>Any other 4xx, a redirect, or a refusal that came with a status of success.</summary>
    Rejected,
    /// <summary>5xx.</summary>
    ServerError,
    /// <summary>No answer within the time allowed.</summary>
    TimedOut,
    /// <summary>Refused, reset before an answer began, or a name that does not resolve.</summary>
    Unreachable,
    /// <summary>HTML, an empty body, one that broke off in the middle, or JSON of another shape.</summary>
    Unreadable,
    /// <summary>The body is larger than <c>Wickson:MaxBodyBytes</c>.</summary>
    TooLarge,
    /// <summary>413: the files are more than the API takes in one batch.</summary>
    RequestTooLarge,
    /// <summary>A file changed or could not be read while it was sent; the request was cut, and nothing was carried out.</summary>
    NotSent,
}

/// <summary>Everything that is known of a failed API call. Never holds the API key.</summary>
public sealed record WicksonError(WicksonFailure Failure, string Message)
{
    public HttpStatusCode? Status { get; init; }

    /// <summary>The message is the API's own, and not this client's words.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The API's own code, e.g. <c>not_found</c>.</summary>
    public string? Code { get; init; }
    public string? RequestId { get; init; }
    public string? Suggestion { get; init; }
    public JsonElement? Details { get; init; }

    /// <summary>Of a 429: the requests of the hour are spent, and not only too many came at once.</summary>
    public bool IsHourSpent { get; init; }

    /// <summary>When the API will answer again, from <c>Retry-After</c> or <c>details.reset_time</c>.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>
    /// Whether what was asked may have been done: the request arrived whole and its answer is lost, cut, unreadable or no word
    /// of the API's own. False when it was refused, and when it broke off before it was whole: a server cannot make a batch of
    /// a body that ends before its Content-Length and lacks its closing boundary. Always false for what only reads.
    /// </summary>
    public bool OutcomeUnknown { get; init; }
}

/// <summary>The one exception of <see cref="WicksonClient"/>.</summary>
public sealed class WicksonException(WicksonError error, Exception? inner = null) : Exception(error.Message, inner)
{
    public WicksonError Error { get; } = error;
}
