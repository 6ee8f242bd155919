using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatchDashboard.Data;

/// <summary>Ready while the database can be read.</summary>
internal sealed class DatabaseHealth(Database database) : IHealthCheck
{
    public const string Name = "database";

    /// <summary>The tag of the checks that decide whether the app is ready.</summary>
    public const string Tag = "ready";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (DatabaseException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
