using BatchDashboard.Resolution.Kit;
using BatchDashboard.Resolution.Lineage;
using BatchDashboard.Resolution.Playbooks;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Resolution;

public static class ResolutionRegistration
{
    /// <summary>What an error means, who works on it, and how files are sent again. Needs the data and <c>AddSync</c>.</summary>
    public static IServiceCollection AddResolution(this IServiceCollection services, IConfiguration configuration, SourceMode mode)
    {
        services.AddOptions<ResolutionOptions>().Bind(configuration.GetSection(ResolutionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ResolutionOptions>>(new ResolutionOptionsValidator(configuration));
        services.AddSingleton<TeamPlaybooks>();
        services.AddSingleton<Advisor>();
        services.AddSingleton<TriageDesk>();
        return services.AddResubmission().AddResubmissionWatch(mode).AddKit();
    }

    public static void MapResolution(this WebApplication app)
    {
        app.MapKit();
        app.MapResubmissions();
    }
}
