using BatchDashboard.Results.Lookups;
using BatchDashboard.Sync;
using BatchDashboard.Triage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchDashboard.Results;

public static class ResultsRegistration
{
    /// <summary>The results service of a mode. Needs <c>AddSync</c>, <c>AddTriage</c>, the cache and, in the live modes, the API client.</summary>
    public static IServiceCollection AddResults(this IServiceCollection services, IConfiguration configuration, SourceMode mode)
    {
        services.Configure<ResultsOptions>(configuration.GetSection(ResultsOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<QueryMarks>();
        services.AddSingleton<BatchLookups>();
        services.AddSingleton<CopyReader>();
        services.AddSingleton<LineageReader>();
        services.AddSingleton<MatchingKeys>();
        services.AddSingleton<JobScopes>();
        services.AddSingleton<CompareReader>();
        services.AddSingleton<JobsExports>();
        services.AddHostedService<ChangesElsewhere>();
        services.AddSingleton<IResultsService>(provider => new LineageResults(
            new TriageResults(
                mode == SourceMode.Cache ? ActivatorUtilities.CreateInstance<CacheResults>(provider) : ActivatorUtilities.CreateInstance<LiveResults>(provider, mode),
                provider.GetRequiredService<TriageStore>()),
            provider.GetRequiredService<LineageReader>()));
        if (mode == SourceMode.Cache)
        {
            return services;
        }

        services.AddSyncAtStart();
        services.AddSingleton<PageRequests>();
        services.AddSingleton<LivePages>();
        services.AddSingleton<CopyOnDemand>();
        services.AddSingleton<LiveMedia>();
        services.AddSingleton<LiveActions>();
        services.AddSingleton<BatchCancellation>();
        return services.AddHostedService<LookupWorker>();
    }
}
