using System.Text.Encodings.Web;

namespace BatchDashboard.Results;

/// <summary>The answer to a download that cannot be: a page in words for a browser, text for a program.</summary>
public static class Refusal
{
    public static Task AnswerAsync(HttpContext http, Problem problem)
    {
        var isPage = http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
        http.Response.StatusCode = StatusOf(problem.Kind);
        http.Response.ContentType = isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(isPage ? Page(problem) : $"{problem.Sentence} {problem.Advice}", http.RequestAborted);
    }

    private static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.NotCopiedYet => StatusCodes.Status409Conflict,
        ProblemKind.BadInput => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static string Page(Problem problem)
    {
        var html = HtmlEncoder.Default;
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not downloaded</title><link rel="stylesheet" href="/css/tokens.css"><link rel="stylesheet" href="/css/app.css"></head>
            <body><main><h1>This cannot be downloaded</h1><p role="alert">{html.Encode(problem.Sentence)}</p><p>{html.Encode(problem.Advice)}</p><p><a href="/">All batches</a></p></main></body>
            </html>
            """;
    }
}
