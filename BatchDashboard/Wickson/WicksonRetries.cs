using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace BatchDashboard.Wickson;

/// <summary>
/// The resilience of every call: a time-out overall, retries of a GET, a time-out for each attempt. The stock handler's
/// other two parts are left out: a circuit breaker would answer an operator's click with "the circuit is open" for the
/// failure of some other page, and the rate that matters is the API's own.
/// </summary>
internal static class WicksonRetries
{
    private const int MaxRetries = 3;
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(20);

    // The longest that a call waits because the server asks it to. Beyond it the caller knows better what to do: a page
    // shows the copy and the time, a sync waits in the open.
    private static readonly TimeSpan LongestAskedWait = TimeSpan.FromSeconds(2);
    private static readonly HttpRequestOptionsKey<long> StartedKey = new("Wickson.Started");
    private static readonly HttpRequestOptionsKey<TimeSpan> WaitedKey = new("Wickson.Waited");
    private static readonly HttpRequestOptionsKey<bool> PollKey = new("Wickson.Poll");

    /// <summary>Notes when the call began; a wait that would end after the overall time-out is not begun.</summary>
    public static void MarkStart(HttpRequestMessage request, TimeProvider time) =>
        request.Options.Set(StartedKey, time.GetTimestamp());

    /// <summary>A poll is not retried.</summary>
    public static void MarkPoll(HttpRequestMessage request, bool isPoll) => request.Options.Set(PollKey, isPoll);

    /// <summary>What is left of the overall time-out.</summary>
    public static TimeSpan TimeLeft(HttpRequestMessage request, WicksonOptions options, TimeProvider time) =>
        request.Options.TryGetValue(StartedKey, out var started)
            ? options.OverallTimeout - time.GetElapsedTime(started)
            : options.OverallTimeout;

    public static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, WicksonOptions options, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline
            .AddTimeout(new HttpTimeoutStrategyOptions { Name = "Overall", Timeout = options.OverallTimeout })
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = LongestBackOff,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthARetry(arguments.Context, arguments.Outcome, options, time)),
                DelayGenerator = arguments => ValueTask.FromResult(AskedWait(arguments.Outcome.Result, time)),
                OnRetry = arguments =>
                {
                    NoteWait(arguments.Context, arguments.RetryDelay);
                    return default;
                },
            })
            .AddTimeout(new HttpTimeoutStrategyOptions { Name = "Attempt", Timeout = options.Timeout });
    }

    private static bool IsWorthARetry(
        ResilienceContext context, Outcome<HttpResponseMessage> outcome, WicksonOptions options, TimeProvider time) =>
        // A PUT or a POST may have done its work before the answer was lost, and a second one costs money.
        context.GetRequestMessage() is { } request && request.Method == HttpMethod.Get
        && !(request.Options.TryGetValue(PollKey, out var isPoll) && isPoll)
        // Who waited for the whole time of one attempt hears of it; a server that hangs would hang again.
        && outcome.Exception is not TimeoutRejectedException
        && HttpClientResiliencePredicates.IsTransient(outcome)
        && (AskedWait(outcome.Result, time) ?? TimeSpan.Zero) < TimeLeft(request, options, time)
        && !WouldWaitTooLong(request, outcome.Result, time);

    private static bool WouldWaitTooLong(HttpRequestMessage request, HttpResponseMessage? response, TimeProvider time)
    {
        var asked = AskedWait(response, time);
        var isLimited = asked is not null || response?.StatusCode == HttpStatusCode.TooManyRequests;
        return isLimited && Waited(request) + (asked ?? TimeSpan.Zero) > LongestAskedWait;
    }

    private static void NoteWait(ResilienceContext context, TimeSpan wait)
    {
        if (context.GetRequestMessage() is { } request)
        {
            request.Options.Set(WaitedKey, Waited(request) + wait);
        }
    }

    private static TimeSpan Waited(HttpRequestMessage request) =>
        request.Options.TryGetValue(WaitedKey, out var waited) ? waited : TimeSpan.Zero;

    // Null leaves the wait to the back-off.
    private static TimeSpan? AskedWait(HttpResponseMessage? response, TimeProvider time)
    {
        if (response is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var until = RetryTime.FromRetryAfter(response, now) ?? RetryTime.FromRateLimitReset(response);
        return until is { } moment && moment > now ? moment - now : null;
    }
}
