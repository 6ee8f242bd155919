using Microsoft.Extensions.Primitives;

namespace BatchDashboard.Access;

/// <summary>
/// What a browser on this machine may be tricked into. A page elsewhere can make its own name resolve to 127.0.0.1 (DNS
/// rebinding), so only loopback names are answered. A page elsewhere can also post here, or open a web socket, which no
/// same-origin rule stops, so what changes something or carries a circuit must come from a page of this origin.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!LoopbackHost.Matches(context.Request.Host.Host) || !Uri.TryCreate(Own(context.Request), UriKind.Absolute, out _))
        {
            return RefuseAsync(
                context,
                StatusCodes.Status400BadRequest,
                "This dashboard answers only to local names: open it as http://localhost or http://127.0.0.1, with its port.");
        }

        if (IsSensitive(context) && !IsSameOrigin(context.Request))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "This request came from a page of another site and was not carried out.");
        }

        return next(context);
    }

    private static bool IsSensitive(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest
        || StringValues.Equals(context.Request.Headers.Upgrade, "websocket")
        || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
        || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    /// <summary>Browsers send Origin with everything that is sensitive; what sends none is no browser.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0)
        {
            return !request.Headers.TryGetValue("Sec-Fetch-Site", out var site) || site == "same-origin" || site == "none";
        }

        return origins.Count == 1
            && Uri.TryCreate(origins[0], UriKind.Absolute, out var origin)
            && Uri.TryCreate(Own(request), UriKind.Absolute, out var own)
            && Uri.Compare(origin, own, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }

    private static string Own(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }
}
