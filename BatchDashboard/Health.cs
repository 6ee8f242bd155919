using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace BatchDashboard;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: so does all that it needs, which each folder registers
/// as a health check tagged <see cref="Ready"/>. Both answer with one word.
/// </summary>
public static class Health
{
    public const string Ready = "ready";

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
    }
}
