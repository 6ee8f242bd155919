using BatchDashboard.Data.PostgreSql;
using BatchDashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Data;

/// <summary>Registers the cache and makes its database ready.</summary>
public static class DataServices
{
    /// <summary>Adds <see cref="BatchStore"/>, <see cref="DataDirectory"/> and the health checks of the database and its disk. Call <see cref="PrepareDataAsync"/> before the first use.</summary>
    /// <param name="defaultDatabaseFile">File name in the data directory, used while <c>Database:ConnectionString</c> is empty.</param>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration, string defaultDatabaseFile)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .PostConfigure(options => options.UseOld(configuration.GetSection(DatabaseOptions.OldSection)))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DataOptions>().Bind(configuration.GetSection(DataOptions.Section)).ValidateOnStart();
        services.AddSingleton(_ => new DataDirectory(configuration[DataDirectory.Key] ?? ""));
        services.AddSqlite(defaultDatabaseFile);
        services.AddPostgreSql();
        services.AddSingleton<Database>(provider => provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.IsPostgreSql
            ? provider.GetRequiredService<PostgreSqlDatabase>()
            : provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<BatchStore>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>(DatabaseHealth.Name, tags: [DatabaseHealth.Tag])
            .AddCheck<DiskHealth>(DiskHealth.Name, tags: [DatabaseHealth.Tag]);
        return services;
    }

    /// <summary>
    /// Creates or upgrades the database. One that is from another version, corrupt, locked or another program's is
    /// left as it is. A read-only one of this version is served as it stands.
    /// </summary>
    /// <exception cref="DatabaseException">The database cannot be used; the message says what to do.</exception>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message names its key.</exception>
    public static async Task PrepareDataAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var database = services.GetRequiredService<Database>();
        services.GetRequiredService<DataDirectory>().Create();
        await database.PrepareAsync(cancellation);
        await services.GetRequiredService<BatchStore>().CatchUpAsync(cancellation);
    }

    /// <summary>
    /// Each of these becomes a <see cref="DatabaseException"/>, which whoever catches it tells or logs with its cause; told here as
    /// well, a start that fails with one sentence would print a stack trace before it.
    /// </summary>
    internal static DbContextOptionsBuilder Quiet(this DbContextOptionsBuilder options) => options.ConfigureWarnings(events => events.Log(
        (RelationalEventId.ConnectionError, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug),
        (RelationalEventId.TransactionError, LogLevel.Debug),
        (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
}
