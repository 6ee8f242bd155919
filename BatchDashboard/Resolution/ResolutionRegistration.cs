using BatchDashboard.Resolution.Resubmission;

namespace BatchDashboard.Resolution;

public static class ResolutionRegistration
{
    public static IServiceCollection AddResolution(this IServiceCollection services) => services.AddSingleton<Advisor>().AddResubmission();
}
