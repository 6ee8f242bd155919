namespace BatchDashboard.Sync;

public static class SyncRegistration
{
    /// <summary>
    /// Copies and watches batches. Needs the cache, and the API client when something is copied. Nothing runs by itself until <see cref="AddSyncAtStart"/>: the cache mode has nothing to copy from.
    /// </summary>
    public static IServiceCollection AddSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<BatchChanges>();
        services.AddSingleton<PageLimit>();
        services.AddSingleton<CopyOwner>();
        services.AddSingleton<CopyRun>();
        services.AddSingleton<BatchSync>();
        services.AddSingleton<BatchWatch>();
        return services;
    }

    /// <summary>Goes on with interrupted copies at the start, polls running batches while somebody looks at them, and shares the request budget.</summary>
    public static IServiceCollection AddSyncAtStart(this IServiceCollection services) => services
        .AddHostedService(provider => provider.GetRequiredService<BatchSync>())
        .AddHostedService(provider => provider.GetRequiredService<BatchWatch>())
        .AddHostedService<BudgetExchange>();
}
