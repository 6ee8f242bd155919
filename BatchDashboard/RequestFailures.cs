namespace BatchDashboard;

/// <summary>The answer to a request that ended in an exception: words for people, text for programs, never a stack trace.</summary>
public static class RequestFailures
{
    private const string Sentence = "The dashboard could not answer this request; its log says why.";

    // Needs nothing of the app: what renders the other pages may be what failed.
    private const string Page =
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not answered</title><link rel="stylesheet" href="/css/app.css"></head>
        <body><main><h1>This page could not be shown</h1><p role="alert">{Sentence}</p><p><a href="/">All batches</a></p></main></body>
        </html>
        """;

    public static void UseRequestFailures(this WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        ExceptionHandler = AnswerAsync,
    });

    private static Task AnswerAsync(HttpContext context)
    {
        var bodyAllowed = !HttpMethods.IsHead(context.Request.Method);
        var isPage = context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
        context.Response.ContentType = isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return bodyAllowed ? context.Response.WriteAsync(isPage ? Page : Sentence, context.RequestAborted) : Task.CompletedTask;
    }
}
