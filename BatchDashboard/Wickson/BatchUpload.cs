using System.Text.Json;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Wickson;

/// <summary>
/// Sends new batches, each exactly once. It has a connection pool and time-outs of its own: the resilience of other calls ends
/// an attempt after the time of one request, and an upload may go on as long as bytes move.
/// </summary>
public sealed class BatchUpload(
    HttpClient http,
    IWicksonEndpoint endpoint,
    RequestBudget budget,
    IOptions<WicksonOptions> options,
    TimeProvider time,
    ILogger<BatchUpload> log)
{
    private readonly WicksonOptions _options = options.Value;

    internal async Task<CreatedBatchBody> SendAsync(NewBatch batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var key = endpoint.ApiKey;
        var call = new WicksonCall(HttpMethod.Post, "v1/batches", "a new batch");
        var guard = new KeyGuard(key);
        var errors = new WicksonErrors(call, guard, _options, time) { MayBeCarriedOut = false };
        using var ending = new CancellationTokenSource(_options.Timeout, time);
        long? wholeAt = null;
        using var content = new UploadContent(batch, moved: () => ending.CancelAfter(_options.Timeout), whole: () =>
        {
            errors.MayBeCarriedOut = true;
            wholeAt = time.GetTimestamp();
            ending.CancelAfter(cancellation.IsCancellationRequested ? _options.Timeout : _options.CreationTimeout);
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint.BaseUrl, call.Path)) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        if (key.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        // A refusal for the key, the account or the length can come before the files are sent for nothing.
        request.Headers.ExpectContinue = true;
        BudgetHandler.MarkPurpose(request, RequestPurpose.Interactive);

        // Once all was sent, what became of it is worth a little more waiting than who cancels asks for: it costs money.
        await using var asked = cancellation.Register(() =>
        {
            if (content.MayBeWhole)
            {
                ending.CancelAfter(_options.Timeout);
            }
            else
            {
                ending.Cancel();
            }
        });
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending.Token);
            return await ReadAsync(response, errors, guard, ending.Token);
        }
        catch (Exception) when (cancellation.IsCancellationRequested && !content.MayBeWhole)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (WicksonException failure)
        {
            throw Told(failure);
        }
        catch (Exception cause) when (content.Unsent is not null)
        {
            throw Told(errors.Unsent(content.Unsent, cause));
        }
        catch (OperationCanceledException cause)
        {
            // Who cancels waits for less than who does not.
            var waited = cancellation.IsCancellationRequested && wholeAt is { } at ? time.GetElapsedTime(at) : _options.CreationTimeout;
            throw Told(content.MayBeWhole ? errors.NoAnswer(cause, waited) : errors.Stalled(cause));
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw Told(errors.NoAnswer(cause));
        }
    }

    private async Task<CreatedBatchBody> ReadAsync(HttpResponseMessage response, WicksonErrors errors, KeyGuard guard, CancellationToken cancellation)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            throw errors.Redirected(response);
        }

        var reader = new BodyReader(response, errors, guard, _options.MaxBodyBytes);
        if (!response.IsSuccessStatusCode)
        {
            throw await reader.ReadErrorAsync(cancellation);
        }

        var body = await reader.ReadAsync(WicksonJson.Default.CreatedBatchBody, cancellation);
        if (body.Success is { HasValue: true, Value: false })
        {
            var refusal = JsonSerializer.SerializeToElement(body, WicksonJson.Default.CreatedBatchBody).Deserialize(WicksonJson.Default.ErrorBody);
            throw errors.Refused(response, refusal, firstByte: null);
        }

        return body.NewBatchId is null ? throw errors.NoBatchId(response) : body;
    }

    private WicksonException Told(WicksonException failure)
    {
        var error = failure.Error;
        if (error is { Failure: WicksonFailure.RateLimited, Status: not null, RetryAt: { } retryAt })
        {
            budget.Pause(retryAt, error.IsHourSpent);
        }

        log.LogWarning(
            "POST v1/batches: {Failure}, {Message} ({Code} {RequestId}), outcome known: {Known}",
            error.Failure,
            error.Message,
            error.Code,
            error.RequestId,
            !error.OutcomeUnknown);
        return failure;
    }
}
