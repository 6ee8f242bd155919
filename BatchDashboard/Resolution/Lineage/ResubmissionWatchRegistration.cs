using BatchDashboard.Results;

namespace BatchDashboard.Resolution.Lineage;

public static class ResubmissionWatchRegistration
{
    /// <summary>Follows new batches until they are final. Not in cache mode, which has nobody to ask.</summary>
    public static IServiceCollection AddResubmissionWatch(this IServiceCollection services, SourceMode mode) =>
        mode == SourceMode.Cache ? services : services.AddHostedService<ResubmissionWatch>();
}
