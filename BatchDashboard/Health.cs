using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatchDashboard;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: so does all that it needs, which each folder registers
/// as a health check tagged <see cref="Ready"/>. Both answer with one word; below it, a sentence for each thing that is not well.
/// </summary>
public static class Health
{
    public const string Ready = "ready";

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            ResponseWriter = WriteAsync,
        });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var sentences = report.Entries.Values.Where(entry => entry.Status != HealthStatus.Healthy).Select(entry => entry.Description).OfType<string>();
        return context.Response.WriteAsync(string.Join('\n', sentences.Prepend(report.Status.ToString())), context.RequestAborted);
    }
}
