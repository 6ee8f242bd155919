using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Polly.Timeout;

namespace BatchDashboard.Wickson;

/// <summary>Turns whatever went wrong in one call into the one exception, with a sentence for an operator.</summary>
internal sealed class WicksonErrors(WicksonCall call, KeyGuard guard, WicksonOptions options, TimeProvider time)
{
    /// <summary>Whether what was asked may be done although no answer says so. A GET asks for nothing to be done.</summary>
    public bool MayBeCarriedOut { get; set; } = call.Method != HttpMethod.Get;

    private string Doubt => call.Method == HttpMethod.Get ? ""
        : MayBeCarriedOut ? " Whether it did what was asked is not known."
        : " Nothing was carried out.";

    /// <summary>Nothing came back, or it stopped coming.</summary>
    public WicksonException NoAnswer(Exception cause, TimeSpan? allowed = null)
    {
        if (cause is HttpRequestException or IOException or SocketException)
        {
            MayBeCarriedOut &= cause is not HttpRequestException failure || !BudgetHandler.NeverArrived(failure);
            return new(new(WicksonFailure.Unreachable, UnreachableSentence(cause)) { OutcomeUnknown = MayBeCarriedOut }, cause);
        }

        var waited = cause is TimeoutRejectedException rejected ? rejected.Timeout : allowed ?? options.Timeout;
        return new(new(WicksonFailure.TimedOut, $"Wickson did not answer within {Seconds(waited)}.{Doubt}") { OutcomeUnknown = MayBeCarriedOut }, cause);
    }

    /// <summary>Files were being sent, and no byte moved any more.</summary>
    public WicksonException Stalled(Exception cause) =>
        new(new(WicksonFailure.TimedOut, $"Nothing could be sent to Wickson for {Seconds(options.Timeout)}.{Doubt}"), cause);

    /// <summary>A file was not what had been announced, so that the request was cut.</summary>
    public WicksonException Unsent(UnsentFile file, Exception cause)
    {
        var why = guard.Line(file.Cause is UploadSizeException ? file.Cause.Message : "it could not be read to its end") ?? "";
        return new(new(WicksonFailure.NotSent, $"The file “{guard.Line(file.FileName)}” could not be sent: {why}.{Doubt}"), cause);
    }

    /// <summary>The files were taken, and the answer does not say as which batch.</summary>
    public WicksonException NoBatchId(HttpResponseMessage response) =>
        From(response, WicksonFailure.Unreadable, $"Wickson took the files and did not say as which batch (status {(int)response.StatusCode}).{Doubt}");

    /// <summary>The answer stopped in the middle: the time was over, or the connection broke.</summary>
    public WicksonException BrokenOff(HttpResponseMessage response, Exception cause) => cause is OperationCanceledException
        ? From(response, WicksonFailure.TimedOut, $"Wickson did not finish its answer within {Seconds(options.Timeout)}.", cause)
        : From(response, WicksonFailure.Unreadable, "The connection to Wickson broke off in the middle of the answer.", cause);

    public WicksonException TooLarge(HttpResponseMessage response, Exception? cause = null) => From(
        response,
        WicksonFailure.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"Wickson's answer is larger than the {options.MaxBodyBytes:N0} bytes that Wickson:MaxBodyBytes allows."),
        cause);

    /// <summary>A body that is not what was asked for; its first character tells what it is instead.</summary>
    public WicksonException Unreadable(HttpResponseMessage response, byte? firstByte, Exception? cause = null) =>
        From(response, WicksonFailure.Unreadable, Describe(response, firstByte), cause);

    /// <summary>A success without the data that was asked for.</summary>
    public WicksonException NoData(HttpResponseMessage response) =>
        From(response, WicksonFailure.Unreadable, $"Wickson answered without any data about {call.Subject} (status {(int)response.StatusCode}).");

    /// <summary>Redirects are not followed: the key must not reach another host.</summary>
    public WicksonException Redirected(HttpResponseMessage response)
    {
        var target = response.Headers.Location is { IsAbsoluteUri: true, Host.Length: > 0 } location ? $" to {guard.Line(location.Host)}" : "";
        MayBeCarriedOut = false;
        return From(
            response,
            WicksonFailure.Rejected,
            $"Wickson answered with a redirect{target} (status {(int)response.StatusCode}), which is not followed. Check Wickson:BaseUrl.");
    }

    /// <summary>The API said no. <paramref name="body"/> is null when it could not be read.</summary>
    public WicksonException Refused(HttpResponseMessage response, ErrorBody? body, byte? firstByte)
    {
        var status = EffectiveStatus(response, body);
        var failure = FailureOf(status, body?.Code.Text);
        var details = body is { Details: { HasValue: true, Value: var value } } ? value : (JsonElement?)null;
        var isHourSpent = failure == WicksonFailure.RateLimited && RateAnswer.IsHourSpent(response, details);
        var sentence = body is null && IsHtml(response, firstByte) ? Describe(response, firstByte) : Sentence(failure, status, isHourSpent);
        var message = guard.Line(body?.Message.Text);
        return new(new(failure, message ?? sentence)
        {
            IsQuoted = message is not null,
            Status = status,
            Code = guard.Line(body?.Code.Text),
            RequestId = RequestId(response, body),
            Suggestion = guard.Line(body?.Suggestion.Text),
            Details = details,
            RetryAt = RetryAt(response, failure, details),
            IsHourSpent = isHourSpent,
            OutcomeUnknown = MayBeCarriedOut && !IsRefusal(status, body),
        });
    }

    private WicksonException From(HttpResponseMessage response, WicksonFailure failure, string sentence, Exception? cause = null) =>
        new(new(failure, sentence) { Status = response.StatusCode, RequestId = RequestId(response, body: null), OutcomeUnknown = MayBeCarriedOut }, cause);

    // A 5xx of a proxy tells nothing of what became of the request behind it, nor does a 408; the API's own error does.
    private static bool IsRefusal(HttpStatusCode status, ErrorBody? body) =>
        (int)status is >= 300 and < 500 and not 408 || body is { Code.HasValue: true } or { Success: { HasValue: true, Value: false } };

    private static string Describe(HttpResponseMessage response, byte? firstByte)
    {
        var status = (int)response.StatusCode;
        return firstByte switch
        {
            null => $"Wickson answered with an empty body (status {status}).",
            _ when IsHtml(response, firstByte) => $"Wickson answered with an HTML page instead of JSON (status {status}).",
            (byte)'{' => $"Wickson's answer cannot be read: it is cut off, malformed or nested too deeply (status {status}).",
            _ => $"Wickson answered with something other than the expected JSON object (status {status}).",
        };
    }

    private static bool IsHtml(HttpResponseMessage response, byte? firstByte) =>
        firstByte == (byte)'<'
        || (firstByte is not null && response.Content.Headers.ContentType?.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true);

    // A refusal that comes with status 200 names its status in the body.
    private static HttpStatusCode EffectiveStatus(HttpResponseMessage response, ErrorBody? body) =>
        response.IsSuccessStatusCode && body?.StatusCode is { HasValue: true, Value: >= 400 and <= 599 and var status }
            ? (HttpStatusCode)status
            : response.StatusCode;

    private WicksonFailure FailureOf(HttpStatusCode status, string? code) => (int)status switch
    {
        401 => WicksonFailure.Unauthorized,
        402 => WicksonFailure.PaymentRequired,
        403 => WicksonFailure.Forbidden,
        404 => WicksonFailure.NotFound,
        413 when call.Method == HttpMethod.Post => WicksonFailure.RequestTooLarge,
        429 => WicksonFailure.RateLimited,
        >= 500 => WicksonFailure.ServerError,
        < 300 when code == "not_found" => WicksonFailure.NotFound,
        < 300 when code == "rate_limit_error" => WicksonFailure.RateLimited,
        _ => WicksonFailure.Rejected,
    };

    private string Sentence(WicksonFailure failure, HttpStatusCode status, bool isHourSpent) => failure switch
    {
        WicksonFailure.NotFound => $"Wickson does not know {call.Subject}.",
        WicksonFailure.Unauthorized => "Wickson did not accept the API key. Check Wickson:ApiKey.",
        WicksonFailure.Forbidden => $"The API key is not allowed to use {call.Subject}.",
        WicksonFailure.PaymentRequired => "The account cannot pay for this at Wickson: its credit is used up, or a payment is due.",
        WicksonFailure.RequestTooLarge => "These files are more than Wickson takes in one batch.",
        WicksonFailure.RateLimited => isHourSpent ? RequestBudget.HourSpent : RequestBudget.TooManyAtOnce,
        WicksonFailure.ServerError => $"Wickson failed to answer about {call.Subject} (status {(int)status}).",
        _ => $"Wickson rejected the request about {call.Subject} (status {(int)status}).",
    };

    private string UnreachableSentence(Exception cause)
    {
        var reason = cause switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name does not resolve",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection could be made",
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy refused to connect",
            _ when cause.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
                "what answered there does not speak HTTP as it should",
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection could be made",
            _ => "the connection broke off before an answer came",
        };
        return $"Wickson could not be reached: {reason}.{Doubt}";
    }

    private string? RequestId(HttpResponseMessage response, ErrorBody? body) =>
        guard.Line(body?.RequestId.Text)
        ?? guard.Line(body?.Metadata.Value?.RequestId.Text)
        ?? (response.Headers.TryGetValues("X-Request-Id", out var values) ? guard.Line(values.First()) : null);

    private DateTimeOffset? RetryAt(HttpResponseMessage response, WicksonFailure failure, JsonElement? details) =>
        RetryTime.FromRetryAfter(response, time.GetUtcNow())
        ?? (failure == WicksonFailure.RateLimited
            ? RetryTime.FromDetails(details) ?? RetryTime.FromRateLimitReset(response)
            : null);

    private static string Seconds(TimeSpan allowed) => string.Create(CultureInfo.InvariantCulture, $"{allowed.TotalSeconds:0.##} s");
}
