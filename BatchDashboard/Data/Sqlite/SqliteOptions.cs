using Microsoft.Data.Sqlite;

namespace BatchDashboard.Data.Sqlite;

/// <summary>What <c>Database:ConnectionString</c> may be for a SQLite file.</summary>
internal static class SqliteOptions
{
    public const string Provider = "Sqlite";

    /// <summary>Null when it can be used. The text may hold a password, so it is not repeated.</summary>
    public static string? Problem(string connectionString)
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
            return "cannot be read as a SQLite connection string; write “Data Source=FILE”, or leave it empty.";
        }
    }
}
