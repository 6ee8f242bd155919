using BatchDashboard.Data;

namespace BatchDashboard.Lineage;

public static class LineageRegistration
{
    /// <summary>Adds <see cref="ResubmissionStore"/>, <see cref="LineageStore"/> and what the cache needs of them.</summary>
    public static IServiceCollection AddLineage(this IServiceCollection services) =>
        services.AddSingleton<ResubmissionStore>().AddSingleton<LineageStore>().AddSingleton<IBatchOrigins, BatchOrigins>();
}
