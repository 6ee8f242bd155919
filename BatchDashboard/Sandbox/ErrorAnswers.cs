using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>The documented errors, with the members and the words that the reference shows.</summary>
internal static class ErrorAnswers
{
    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public static Task MissingKey(HttpContext context) => Write(context, 401, "unauthorized", "Invalid or missing API key", json =>
    {
        json.WriteString("request_id", SandboxGate.RequestId(context));
        json.WriteString("suggestion", "Send your API key in the X-Api-Key header");
    });

    public static Task Forbidden(HttpContext context) => Write(context, 403, "forbidden", "API key lacks the required capability", json =>
    {
        json.WriteStartObject("details");
        json.WriteString("required_capability", "batches:read");
        json.WriteEndObject();
        json.WriteString("request_id", SandboxGate.RequestId(context));
    });

    public static Task NotFound(HttpContext context, string what) => Write(context, 404, "not_found", what + " not found");

    public static Task Invalid(HttpContext context, string field, string message) =>
        Write(context, 400, "validation_error", message, json =>
        {
            json.WriteStartObject("details");
            json.WriteString("field", field);
            json.WriteEndObject();
            json.WriteString("request_id", SandboxGate.RequestId(context));
        });

    public static Task PaymentRequired(HttpContext context) =>
        Write(context, 402, "payment_required", "The account has no credit left", json =>
        {
            json.WriteString("request_id", SandboxGate.RequestId(context));
            json.WriteString("suggestion", "Add credit to the account and send the batch again");
        });

    public static Task TooLarge(HttpContext context) =>
        Write(context, 413, "payload_too_large", "A batch has at most 25 files and 100 MB", json =>
        {
            json.WriteStartObject("details");
            json.WriteNumber("max_files", Wickson.BatchLimits.Files);
            json.WriteNumber("max_bytes", Wickson.BatchLimits.Bytes);
            json.WriteEndObject();
            json.WriteString("request_id", SandboxGate.RequestId(context));
        });

    public static Task Conflict(HttpContext context, string batchId, string state) =>
        Write(context, 409, "conflict", $"Batch {batchId} is already {state}", json =>
        {
            json.WriteStartObject("details");
            json.WriteString("batch_id", batchId);
            json.WriteString("current_state", state);
            json.WriteEndObject();
            json.WriteString("request_id", SandboxGate.RequestId(context));
        });

    /// <summary>The example of the reference to the letter, its reset time in the past included.</summary>
    public static Task RateLimited(HttpContext context, DateTimeOffset now, bool asDate)
    {
        context.Response.Headers["X-RateLimit-Remaining"] = "0";
        context.Response.Headers["X-RateLimit-Reset"] = (now + RetryAfter).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        // Dates have whole seconds: one more, so that nobody is sent back before the time.
        context.Response.Headers.RetryAfter = asDate
            ? (now + RetryAfter + TimeSpan.FromSeconds(1)).ToString("R", CultureInfo.InvariantCulture)
            : RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return RateLimited(context, 1000, 1_678_312_568, "req_1a2b3c4d");
    }

    /// <summary>The sandbox's own limit was reached.</summary>
    public static Task RateLimited(HttpContext context, RateState state, DateTimeOffset now)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling((state.Reset - now).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return RateLimited(context, RateWindow.Limit, state.Reset.ToUnixTimeSeconds(), SandboxGate.RequestId(context));
    }

    public static Task ServerError(HttpContext context)
    {
        var batchId = context.GetRouteValue("batchId") as string;
        var (what, operation) = context.GetEndpoint()?.Metadata.GetMetadata<SandboxOperation>() is { } known
            ? (known.What, known.Name)
            : ("answer", "unknown");
        return Write(context, 500, "processing_error", $"Failed to {what}: Database error", json =>
        {
            json.WriteStartObject("details");
            json.WriteString("operation", operation);
            if (batchId is not null)
            {
                json.WriteString("batch_id", batchId);
            }
            else if (context.GetRouteValue("mediaId") is string mediaId)
            {
                json.WriteString("media_id", mediaId);
            }

            json.WriteEndObject();
        });
    }

    public static Task Unavailable(HttpContext context) =>
        Write(context, 503, "service_unavailable", "The service is under maintenance", json =>
        {
            json.WriteString("request_id", SandboxGate.RequestId(context));
            json.WriteString("suggestion", "Please retry in a few minutes");
        });

    private static Task RateLimited(HttpContext context, int limit, long reset, string requestId) =>
        Write(context, 429, "rate_limit_error", "Rate limit exceeded", json =>
        {
            json.WriteStartObject("details");
            json.WriteNumber("limit", limit);
            json.WriteNumber("remaining", 0);
            json.WriteNumber("reset_time", reset);
            json.WriteNumber("window_size", (int)RateWindow.Length.TotalSeconds);
            json.WriteEndObject();
            json.WriteString("request_id", requestId);
            json.WriteString("suggestion", "Please retry after the reset time");
        });

    private static async Task Write(HttpContext context, int status, string code, string message, Action<Utf8JsonWriter>? more = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, Json))
        {
            json.WriteStartObject();
            json.WriteBoolean("success", false);
            json.WriteString("message", message);
            json.WriteString("code", code);
            json.WriteNumber("status_code", status);
            more?.Invoke(json);
            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}

/// <summary>What an endpoint does, in the words that its 500 uses.</summary>
/// <param name="Name">As <c>details.operation</c> has it.</param>
/// <param name="What">As the message has it, after "Failed to".</param>
internal sealed record SandboxOperation(string Name, string What);
