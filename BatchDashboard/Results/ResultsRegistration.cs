using BatchDashboard.Results.Lookups;
using BatchDashboard.Sync;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchDashboard.Results;

public static class ResultsRegistration
{
    /// <summary>The results service of a mode. Needs <c>AddSync</c>, <c>AddTriage</c>, the cache and, in the live modes, the API client.</summary>
    public static IServiceCollection AddResults(this IServiceCollection services, IConfiguration configuration, SourceMode mode)
    {
        services.Configure<ResultsOptions>(configuration.GetSection(ResultsOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TriageOn>();
        services.AddSingleton<JobFilters>();
        services.AddSingleton<BatchLookups>();
        services.AddSingleton<CopyReader>();
        services.AddSingleton<LineageReader>();
        services.AddSingleton<MatchingKeys>();
        services.AddSingleton<JobScopes>();
        services.AddSingleton<CompareReader>();
        services.AddHostedService<ChangesElsewhere>();
        if (mode == SourceMode.Cache)
        {
            return services.AddSingleton<IResultsService, CacheResults>();
        }

        services.AddSyncAtStart();
        services.AddSingleton<PageRequests>();
        services.AddSingleton<LivePages>();
        services.AddSingleton<CopyOnDemand>();
        services.AddSingleton<LiveMedia>();
        services.AddSingleton<LiveMediaList>();
        services.AddSingleton<BatchCancellation>();
        services.AddHostedService<LookupWorker>();
        return services.AddSingleton<IResultsService>(provider => ActivatorUtilities.CreateInstance<LiveResults>(provider, mode));
    }
}
