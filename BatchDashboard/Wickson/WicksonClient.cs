using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Polly;

namespace BatchDashboard.Wickson;

/// <summary>Calls the API. Every method throws <see cref="WicksonException"/> for a failure, and <see cref="OperationCanceledException"/> only when its own token asks.</summary>
public sealed class WicksonClient(
    HttpClient http,
    IWicksonEndpoint endpoint,
    BatchUpload upload,
    RequestBudget budget,
    IOptions<WicksonOptions> options,
    TimeProvider time,
    ILogger<WicksonClient> log)
{
    private readonly WicksonOptions _options = options.Value;

    /// <summary>One page of a batch's results. <paramref name="page"/> starts at 1.</summary>
    public Task<ResultsBody> GetResultsAsync(
        BatchId batch, int page, int pageSize, CancellationToken cancellation, RequestPurpose purpose = RequestPurpose.Interactive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var path = FormattableString.Invariant($"v1/batches/{Escape(batch.Value)}/results?page={page}&page_size={pageSize}");
        return CallAsync(new(HttpMethod.Get, path, $"batch {batch}") { Purpose = purpose }, WicksonJson.Default.ResultsBody, cancellation);
    }

    /// <summary>A batch's newest figures with one job. Never retried: the next poll is the retry.</summary>
    public Task<ResultsBody> PollResultsAsync(BatchId batch, CancellationToken cancellation) => CallAsync(
        new(HttpMethod.Get, $"v1/batches/{Escape(batch.Value)}/results?page=1&page_size=1", $"batch {batch}") { IsPoll = true, Purpose = RequestPurpose.Status },
        WicksonJson.Default.ResultsBody,
        cancellation);

    public Task<StatusBody> GetStatusAsync(BatchId batch, CancellationToken cancellation) => CallAsync(
        new(HttpMethod.Get, $"v1/batches/{Escape(batch.Value)}", $"batch {batch}"),
        WicksonJson.Default.StatusBody,
        cancellation);

    /// <summary>Cancels a batch. Never retried.</summary>
    public Task<StateBody> CancelAsync(BatchId batch, CancellationToken cancellation) => CallAsync(
        new(HttpMethod.Put, $"v1/batches/{Escape(batch.Value)}/state", $"batch {batch}"),
        WicksonJson.Default.StateBody,
        cancellation);

    /// <summary>
    /// Creates a batch. The files are streamed and never repeated: <see cref="WicksonError.OutcomeUnknown"/> tells whether a batch
    /// may have been made although this failed. It fails when no byte moved for <c>Wickson:Timeout</c>, and waits ten times as
    /// long for the answer.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token asked before all was sent, so no batch was made.</exception>
    public Task<CreatedBatchBody> CreateBatchAsync(NewBatch batch, CancellationToken cancellation) => upload.SendAsync(batch, cancellation);

    public Task<MediaBody> GetMediaAsync(MediaId media, bool includeChunks, CancellationToken cancellation) => CallAsync(
        new(HttpMethod.Get, $"v1/media/{Escape(media.Value)}?include_chunks={(includeChunks ? "true" : "false")}", $"media item {media}"),
        WicksonJson.Default.MediaBody,
        cancellation);

    /// <summary>One page of the media items of a collection, and of a type; empty for all.</summary>
    public Task<MediaListBody> ListMediaAsync(string collection, string mediaType, int page, int pageSize, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var path = FormattableString.Invariant($"v1/media?page={page}&page_size={pageSize}")
            + (mediaType.Length > 0 ? "&media_type=" + Escape(mediaType) : "")
            + (collection.Length > 0 ? "&collection=" + Escape(collection) : "");
        return CallAsync(new(HttpMethod.Get, path, "the list of media"), WicksonJson.Default.MediaListBody, cancellation);
    }

    public Task<ServiceStatusBody> GetServiceStatusAsync(CancellationToken cancellation) => CallAsync(
        new(HttpMethod.Get, "v1/status", "its own status"),
        WicksonJson.Default.ServiceStatusBody,
        cancellation);

    // An id is safe as it is; escaping keeps it so if the rule for ids ever widens.
    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private async Task<T> CallAsync<T>(WicksonCall call, JsonTypeInfo<T> shape, CancellationToken cancellation)
        where T : ResponseBody
    {
        cancellation.ThrowIfCancellationRequested();

        // The sandbox knows its port and its key only after the server has started: both are asked for at each call.
        var key = endpoint.ApiKey;
        var guard = new KeyGuard(key);
        var errors = new WicksonErrors(call, guard, _options, time);
        using var request = new HttpRequestMessage(call.Method, new Uri(endpoint.BaseUrl, call.Path));
        request.Headers.Accept.ParseAdd("application/json");
        if (key.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        WicksonRetries.MarkStart(request, time);
        WicksonRetries.MarkPoll(request, call.IsPoll);
        BudgetHandler.MarkPurpose(request, call.Purpose);
        try
        {
            var begun = time.GetTimestamp();
            using var response = await SendAsync(request, errors, cancellation);
            var body = await ReadAsync(request, response, shape, errors, guard, cancellation);
            budget.Took(call.Purpose, time.GetElapsedTime(begun));
            return body;
        }
        catch (WicksonException) when (cancellation.IsCancellationRequested)
        {
            // A cancelled request can also end as a broken connection; the caller asked, so the caller hears of it.
            throw new OperationCanceledException(cancellation);
        }
        catch (WicksonException failure) when (failure.Error is { Failure: WicksonFailure.RateLimited, Status: null } refused)
        {
            // The budget's own answer: nothing was sent, and nothing went wrong.
            log.LogDebug("{Method} {Path} has to wait until {RetryAt}", call.Method, call.Path, refused.RetryAt);
            throw;
        }
        catch (WicksonException failure)
        {
            var error = failure.Error;
            if (error is { Failure: WicksonFailure.RateLimited, RetryAt: { } retryAt })
            {
                budget.Pause(retryAt, error.IsHourSpent);
            }

            // One line a call; what each attempt of it ran into is Polly's to tell, and silent by default.
            log.LogWarning("{Method} {Path}: {Failure}, {Message} ({Code} {RequestId})", call.Method, call.Path, error.Failure, error.Message, error.Code, error.RequestId);
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, WicksonErrors errors, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or ExecutionRejectedException
            || (cause is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw errors.NoAnswer(cause);
        }
    }

    private async Task<T> ReadAsync<T>(
        HttpRequestMessage request, HttpResponseMessage response, JsonTypeInfo<T> shape, WicksonErrors errors, KeyGuard guard, CancellationToken cancellation)
        where T : ResponseBody
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            throw errors.Redirected(response);
        }

        // The resilience of the sending ends with the headers: the body has a time-out of its own.
        var left = WicksonRetries.TimeLeft(request, _options, time);
        using var bodyTime = new CancellationTokenSource(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, _options.Timeout.Ticks)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bodyTime.Token, cancellation);
        var reader = new BodyReader(response, errors, guard, _options.MaxBodyBytes);
        if (!response.IsSuccessStatusCode)
        {
            throw await reader.ReadErrorAsync(either.Token);
        }

        var body = await reader.ReadAsync(shape, either.Token);
        if (body.Success is { HasValue: true, Value: false })
        {
            var refusal = JsonSerializer.SerializeToElement(body, shape).Deserialize(WicksonJson.Default.ErrorBody);
            throw errors.Refused(response, refusal, firstByte: null);
        }

        return body.HasData ? body : throw errors.NoData(response);
    }
}
