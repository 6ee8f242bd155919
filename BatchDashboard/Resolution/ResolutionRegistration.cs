using BatchDashboard.Resolution.Playbooks;
using BatchDashboard.Resolution.Resubmission;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Resolution;

public static class ResolutionRegistration
{
    /// <summary>What an error means and who works on it. Needs the cache and <c>AddSync</c>.</summary>
    public static IServiceCollection AddResolution(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ResolutionOptions>().Bind(configuration.GetSection(ResolutionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ResolutionOptions>>(new ResolutionOptionsValidator(configuration));
        services.AddSingleton<TeamPlaybooks>();
        services.AddSingleton<Advisor>();
        services.AddSingleton<TriageDesk>();
        return services.AddResubmission();
    }
}
