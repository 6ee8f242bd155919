using BatchDashboard.Data.PostgreSql;
using BatchDashboard.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Data;

/// <summary>Settings under <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>What the section was called before.</summary>
    public const string OldSection = "Cache";

    /// <summary>Which database holds everything: <c>Sqlite</c> or <c>PostgreSql</c>.</summary>
    public string Provider { get; set; } = SqliteOptions.Provider;

    /// <summary>
    /// For SQLite empty, for a file in the data directory, where a relative <c>Data Source</c> stands too; for PostgreSQL
    /// <c>Host=…;Database=…;Username=…;Password=…</c>.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Takes what stands under the old name, where nothing stands under the new one.</summary>
    internal void UseOld(IConfiguration old)
    {
        Provider = Provider == SqliteOptions.Provider && old[nameof(Provider)] is { Length: > 0 } provider ? provider : Provider;
        ConnectionString = ConnectionString.Length == 0 ? old[nameof(ConnectionString)] ?? "" : ConnectionString;
    }

    internal bool IsPostgreSql => string.Equals(Provider, PostgreSqlOptions.Provider, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Says in one sentence which setting is wrong, so that the start can end with it.</summary>
internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (!options.IsPostgreSql && !string.Equals(options.Provider, SqliteOptions.Provider, StringComparison.OrdinalIgnoreCase))
        {
            return ValidateOptionsResult.Fail(
                $"Database:Provider is “{options.Provider}”; write “{SqliteOptions.Provider}” or “{PostgreSqlOptions.Provider}”.");
        }

        var problem = options.IsPostgreSql ? PostgreSqlOptions.Problem(options.ConnectionString) : SqliteOptions.Problem(options.ConnectionString);
        return problem is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"Database:ConnectionString {problem}");
    }
}
