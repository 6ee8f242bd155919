using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Cache;

/// <summary>Settings under <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    public const string Section = "Cache";

    /// <summary>Which database holds the copies. Only <c>Sqlite</c> is known.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>Empty for a file in the data directory. A relative <c>Data Source</c> stands in the data directory too.</summary>
    public string ConnectionString { get; set; } = "";
}

/// <summary>Says in one sentence which setting is wrong, so that the start can end with it.</summary>
internal sealed class CacheOptionsValidator : IValidateOptions<CacheOptions>
{
    public ValidateOptionsResult Validate(string? name, CacheOptions options)
    {
        if (!string.Equals(options.Provider, "Sqlite", StringComparison.OrdinalIgnoreCase))
        {
            return ValidateOptionsResult.Fail($"Cache:Provider is “{options.Provider}”, and only “Sqlite” is supported.");
        }

        return Problem(options.ConnectionString) is { } problem
            ? ValidateOptionsResult.Fail($"Cache:ConnectionString {problem}")
            : ValidateOptionsResult.Success;
    }

    private static string? Problem(string connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return null;
        }

        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            // Each connection to memory would be a database of its own, and gone at the next restart.
            return builder.DataSource.Length == 0
                || builder.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
                || builder.Mode == SqliteOpenMode.Memory
                ? "names no file; write “Data Source=FILE”, or leave it empty for a file in the data directory."
                : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // The text may hold a password, so it is not repeated here.
            return "cannot be read as a SQLite connection string; write “Data Source=FILE”, or leave it empty.";
        }
    }
}
