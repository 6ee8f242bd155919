using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Cache;

/// <summary>Registers the cache and makes its database ready.</summary>
public static class CacheServices
{
    /// <summary>Adds <see cref="BatchStore"/>, <see cref="DataDirectory"/> and the health check of the database. Call <see cref="PrepareCacheAsync"/> before the first use.</summary>
    /// <param name="defaultDatabaseFile">File name in the data directory, used while <c>Cache:ConnectionString</c> is empty.</param>
    public static IServiceCollection AddCache(this IServiceCollection services, IConfiguration configuration, string defaultDatabaseFile)
    {
        services.AddOptions<CacheOptions>().Bind(configuration.GetSection(CacheOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CacheOptions>, CacheOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new DataDirectory(configuration[DataDirectory.Key] ?? ""));
        services.AddDbContextFactory<CacheContext>(options => options.UseSqlite().ConfigureWarnings(
            // Each of these becomes a CacheException, which whoever catches it tells or logs with its cause; told here as
            // well, a start that fails with one sentence would print a stack trace before it.
            events => events.Log(
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.TransactionError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug))));
        services.AddSingleton(provider => new CacheDatabase(
            provider.GetRequiredService<IDbContextFactory<CacheContext>>(),
            CacheLocation.From(
                provider.GetRequiredService<IOptions<CacheOptions>>().Value,
                provider.GetRequiredService<DataDirectory>(),
                defaultDatabaseFile)));
        services.AddSingleton<BatchStore>();
        services.AddHealthChecks().AddCheck<CacheHealth>(CacheHealth.Name, tags: [CacheHealth.Tag]);
        return services;
    }

    /// <summary>
    /// Creates or upgrades the database. A file that is from a newer version, corrupt, locked or another program's is
    /// left as it is. A read-only file of this version is served as it stands.
    /// </summary>
    /// <exception cref="CacheException">The database cannot be used; the message says what to do.</exception>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message names its key.</exception>
    public static async Task PrepareCacheAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var database = services.GetRequiredService<CacheDatabase>();
        services.GetRequiredService<DataDirectory>().Create();
        await database.PrepareAsync(cancellation);
        await services.GetRequiredService<BatchStore>().CatchUpAsync(cancellation);
    }
}
