using System.Globalization;
using System.Text;

namespace BatchDashboard.Sandbox;

/// <summary>What every request passes: it is counted, its key is looked for, and the faults that were asked for happen.</summary>
internal sealed class SandboxGate(SandboxCatalog catalog, SandboxFaults faults, RateWindow window, TimeProvider time)
{
    private const string FaultHeader = "X-Sandbox-Fault";

    public async Task PassAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        var batchId = context.GetRouteValue("batchId") as string;
        faults.Count(batchId);
        var rate = window.Take();
        WriteRate(context.Response.Headers, rate);
        if (rate.Remaining < 0)
        {
            await ErrorAnswers.RateLimited(context, rate, time.GetUtcNow());
            return;
        }

        if (string.IsNullOrWhiteSpace(context.Request.Headers["X-Api-Key"]))
        {
            await ErrorAnswers.MissingKey(context);
            return;
        }

        List<Fault> asked = [];
        var uploadFault = HttpMethods.IsPost(context.Request.Method) ? faults.OfNextUpload() : null;
        var batchFault = batchId is not null && catalog.TryFind(batchId, out var batch) ? batch.Fault : null;
        foreach (var text in (string?[])[context.Request.Headers[FaultHeader], context.Request.Query["fault"], faults.Active, uploadFault, batchFault])
        {
            if (!Fault.TryParse(text, asked))
            {
                await ErrorAnswers.Invalid(context, "fault", $"“{text}” is not made of the faults {Fault.Words}");
                return;
            }
        }

        foreach (var slow in asked.Where(fault => fault.Kind == FaultKind.Latency))
        {
            await Task.Delay(slow.Latency, time, context.RequestAborted);
        }

        var happens = asked.FirstOrDefault(fault => fault.Kind != FaultKind.Latency);
        await (happens == default ? answer(context) : FailAsync(context, happens.Kind, answer));
    }

    /// <summary>The same for the same question, as every other byte of the sandbox: FNV-1a of the path and query.</summary>
    public static string RequestId(HttpContext context)
    {
        var hash = 2166136261u;
        foreach (var letter in Encoding.UTF8.GetBytes(context.Request.Method + context.Request.Path + context.Request.QueryString))
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return $"req_{hash:x8}";
    }

    private Task FailAsync(HttpContext context, FaultKind fault, Func<HttpContext, Task> answer) => fault switch
    {
        FaultKind.Unauthorized => ErrorAnswers.MissingKey(context),
        FaultKind.PaymentRequired => ErrorAnswers.PaymentRequired(context),
        FaultKind.TooLarge => ErrorAnswers.TooLarge(context),
        FaultKind.Forbidden => ErrorAnswers.Forbidden(context),
        FaultKind.NotFound => ErrorAnswers.NotFound(context, Subject(context)),
        FaultKind.RateLimited => ErrorAnswers.RateLimited(context, time.GetUtcNow(), asDate: false),
        FaultKind.RateLimitedUntilDate => ErrorAnswers.RateLimited(context, time.GetUtcNow(), asDate: true),
        FaultKind.ServerError => ErrorAnswers.ServerError(context),
        FaultKind.Unavailable => ErrorAnswers.Unavailable(context),
        FaultKind.BadGateway => Text(context, 502, "text/html; charset=utf-8", "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"),
        FaultKind.Html => Text(context, 200, "text/html; charset=utf-8", "<!doctype html><html><head><title>Sign in</title></head><body><h1>Please sign in to the network</h1></body></html>"),
        FaultKind.Cut => CutAsync(context, answer),
        FaultKind.Array => Text(context, 200, "application/json", "[{\"success\":true}]"),
        FaultKind.Reset => Reset(context),
        FaultKind.CutUpload => CutUploadAsync(context),
        FaultKind.LostAnswer => LoseAnswerAsync(context, answer),
        _ => Text(context, 200, "application/json", ""),
    };

    private static string Subject(HttpContext context) =>
        context.GetRouteValue("batchId") is string batchId ? "Batch " + batchId
        : context.GetRouteValue("mediaId") is string mediaId ? "Media item " + mediaId
        : "Endpoint " + context.Request.Path;

    private static Task Text(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task CutAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        try
        {
            await answer(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = wire;
        }

        await wire.WriteAsync(whole.GetBuffer().AsMemory(0, (int)(whole.Length / 2)), context.RequestAborted);
    }

    private static async Task CutUploadAsync(HttpContext context)
    {
        UploadEndpoint.LiftLimits(context);
        var half = (context.Request.ContentLength ?? 0) / 2;
        var buffer = new byte[16 * 1024];
        while (half > 0)
        {
            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, half)), context.RequestAborted);
            half = read == 0 ? 0 : half - read;
        }

        context.Abort();
    }

    private static async Task LoseAnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        using var nowhere = new MemoryStream();
        context.Response.Body = nowhere;
        await answer(context);
        context.Abort();
    }

    private static Task Reset(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static void WriteRate(IHeaderDictionary headers, RateState rate)
    {
        headers["X-RateLimit-Limit"] = RateWindow.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Math.Max(0, rate.Remaining).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = rate.Reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }
}
