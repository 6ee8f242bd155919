using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Following;

/// <summary>What one attempt came to.</summary>
/// <param name="Sentence">For people; without the address and the secret.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
public sealed record Attempt(AttemptResult Result, string Sentence, TimeSpan? RetryAfter = null);

public enum AttemptResult
{
    Delivered,
    /// <summary>May succeed later as it is.</summary>
    Failed,
    /// <summary>Will not succeed before somebody changes something.</summary>
    Refused,
}

/// <summary>Sends one message once, and puts into words what came of it. Nothing here throws but for a cancellation.</summary>
public sealed class WebhookSender(GuardedConnections connections, IOptions<FollowingOptions> options, TimeProvider time)
{
    public const string DeliveryHeader = "X-BatchDashboard-Delivery";

    // Enough for the sentence of an error; whoever sends more has no interest in being read.
    private const int MostAnswerBytes = 2048;
    private const int LongestQuote = 160;

    private static readonly HttpStatusCode[] WorthRetrying =
        [HttpStatusCode.RequestTimeout, HttpStatusCode.Conflict, HttpStatusCode.TooManyRequests, (HttpStatusCode)425];

    public async Task<Attempt> SendAsync(SealedAddress address, DeliveryEntry message, CancellationToken cancellation)
    {
        var (url, complaint) = WebhookUrl.Read(address.Url, options.Value.AllowPrivateAddresses);
        if (url is null)
        {
            return new Attempt(AttemptResult.Refused, "Not sent. " + complaint);
        }

        using var patience = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var request = Request(url, address.Secret, message);
            using var response = await connections.SendAsync(request, either.Token);
            return await ReadAsync(response, address, either.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            cancellation.ThrowIfCancellationRequested();
            return Explain(failure, patience.IsCancellationRequested);
        }
    }

    private HttpRequestMessage Request(Uri url, string? secret, DeliveryEntry message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
            },
        };
        request.Headers.UserAgent.ParseAdd("BatchDashboard");
        request.Headers.Add(DeliveryHeader, message.DeliveryId);
        if (secret is not null)
        {
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, time.GetUtcNow(), message.Body));
        }

        return request;
    }

    private async Task<Attempt> ReadAsync(HttpResponseMessage response, SealedAddress address, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var words = ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase
            ? string.Create(CultureInfo.InvariantCulture, $"{status} {phrase}")
            : status.ToString(CultureInfo.InvariantCulture);
        if (response.IsSuccessStatusCode)
        {
            return new Attempt(AttemptResult.Delivered, $"Taken: {words}.");
        }

        if (status is >= 300 and < 400)
        {
            var place = response.Headers.Location is { IsAbsoluteUri: true } other ? $" to {PlainLine.Of(other.Host)}" : "";
            return new Attempt(
                AttemptResult.Refused, $"The receiver answered {words}: it redirects{place}, which is not followed. Put the final address into the rule.");
        }

        var quote = await QuoteAsync(response, address, cancellation);
        var sentence = $"The receiver answered {words}{(quote.Length > 0 ? $": “{quote}”" : "")}.";
        return status >= 500 || WorthRetrying.Contains(response.StatusCode)
            ? new Attempt(AttemptResult.Failed, sentence, RetryAfter(response.Headers.RetryAfter))
            : new Attempt(AttemptResult.Refused, sentence + " It would refuse it again.");
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    // Receivers repeat what they refuse: what must not be shown is taken out of it.
    private static async Task<string> QuoteAsync(HttpResponseMessage response, SealedAddress address, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[MostAnswerBytes];
            var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            var url = new Uri(address.Url);
            return PlainLine.Of(
                Hidden(Encoding.UTF8.GetString(buffer, 0, count), [address.Url, url.AbsoluteUri, url.PathAndQuery, url.AbsolutePath, address.Secret]), LongestQuote);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    // Also the last part of a path alone: it is the secret of most addresses that are one.
    private static string Hidden(string text, string?[] secrets) =>
        secrets.SelectMany(secret => secret is null ? [] : (string[])[secret, .. secret.Split('/', '?', '&', '=')])
            .Where(part => part.Length > 5)
            .OrderByDescending(part => part.Length)
            .Aggregate(text, (left, part) => left.Replace(part, "•••", StringComparison.OrdinalIgnoreCase));

    private Attempt Explain(Exception failure, bool tookTooLong)
    {
        if (tookTooLong)
        {
            return new Attempt(
                AttemptResult.Failed, string.Create(CultureInfo.InvariantCulture, $"No answer within {options.Value.Timeout.TotalSeconds:0.#} s."));
        }

        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PrivateAddressException:
                    return new Attempt(
                        AttemptResult.Refused,
                        "Not sent: the receiver is on this machine or in a private network. Following:AllowPrivateAddresses in the settings would allow it.");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery }:
                    return new Attempt(AttemptResult.Failed, "The receiver's name is not known: its address cannot be found.");
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return new Attempt(AttemptResult.Failed, "Nobody listens at the receiver's address: the connection was refused.");
                case AuthenticationException:
                    return new Attempt(AttemptResult.Failed, "No secure connection: the receiver's certificate is not trusted, or it does not speak TLS.");
            }
        }

        return new Attempt(AttemptResult.Failed, "The connection to the receiver broke before it had answered.");
    }
}
