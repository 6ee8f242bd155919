using System.Text.Encodings.Web;
using System.Text.Json;
using BatchDashboard.Queries;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Results;

/// <summary>The answer to a download that cannot be: a page in words for a browser, problem details (RFC 9457) for a program.</summary>
public static class Refusal
{
    // A terminal shows the sentence as it is; nothing embeds the answer in a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task AnswerAsync(HttpContext http, Problem problem) => AnswerAsync(http, problem, null, []);

    /// <summary>Answers unusable parameters with a 400 that lists the valid ones. False when all can be used.</summary>
    public static async Task<bool> RefusesAsync(HttpContext http, Parameters parameters)
    {
        if (parameters.Faults is not { Count: > 0 } faults)
        {
            return false;
        }

        var problem = new Problem(ProblemKind.BadInput, string.Join(' ', faults), "Correct the address: the README lists every parameter.");
        await AnswerAsync(http, problem, "parameters", parameters.Names);
        return true;
    }

    /// <summary>Answers a path without a format, or with an unknown one, with a 400 that lists the valid ones.</summary>
    public static void MapUnknownFormats(this IEndpointRouteBuilder endpoints, string path, params IReadOnlyList<string> formats)
    {
        Task RefuseAsync(HttpContext http)
        {
            var given = http.GetRouteValue("format") as string;
            var sentence = given is null ? "The address has no format." : $"There is no format {Parameters.Quote(given)}.";
            var problem = new Problem(ProblemKind.BadInput, $"{sentence} There are: {string.Join(", ", formats)}.", $"End the path with “.{formats[0]}”.");
            return AnswerAsync(http, problem, "formats", formats);
        }

        foreach (var ending in new[] { "", ".", ".{format}" })
        {
            // After the route of the valid formats, which has the same pattern.
            endpoints.MapGet(path + ending, RefuseAsync).WithOrder(1);
        }
    }

    private static Task AnswerAsync(HttpContext http, Problem problem, string? what, IReadOnlyList<string> thereAre)
    {
        var isPage = http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
        var status = StatusOf(problem.Kind);
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        if (isPage)
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync(Page(problem), http.RequestAborted);
        }

        var details = new ProblemDetails { Type = "about:blank", Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Detail = $"{problem.Sentence} {problem.Advice}" };
        if (what is not null)
        {
            details.Extensions[what] = thereAre;
        }

        return http.Response.WriteAsJsonAsync(details, Json, "application/problem+json", http.RequestAborted);
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
