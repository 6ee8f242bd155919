using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BatchDashboard.Data.PostgreSql;

internal static class PostgreSqlRegistration
{
    /// <summary>A database on a server; used where the settings say so.</summary>
    public static IServiceCollection AddPostgreSql(this IServiceCollection services) => services
        .AddDbContextFactory<PostgreSqlContext>((provider, options) => options.Quiet().UseNpgsql(Connection(provider).ConnectionString))
        .AddSingleton(provider => new PostgreSqlDatabase(
            provider.GetRequiredService<DbContextOptions<PostgreSqlContext>>(), Connection(provider), provider.GetRequiredService<TimeProvider>()));

    private static NpgsqlConnectionStringBuilder Connection(IServiceProvider services) =>
        PostgreSqlOptions.Read(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);
}
