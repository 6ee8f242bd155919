using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Data.Sqlite;

internal static class SqliteRegistration
{
    /// <summary>A database in a file; used where the settings say so.</summary>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string defaultDatabaseFile) => services
        .AddDbContextFactory<SqliteContext>(options => options.Quiet().UseSqlite())
        .AddSingleton(provider => new SqliteDatabase(
            provider.GetRequiredService<DbContextOptions<SqliteContext>>(),
            SqliteLocation.From(
                provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, provider.GetRequiredService<DataDirectory>(), defaultDatabaseFile),
            provider.GetRequiredService<TimeProvider>()));
}
