using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace BatchDashboard.Data.PostgreSql;

/// <summary>What <c>Database:ConnectionString</c> may be for PostgreSQL.</summary>
internal static class PostgreSqlOptions
{
    public const string Provider = "PostgreSql";

    // Statements that are prepared by themselves once they were used twice.
    private const int PreparedStatements = 100;

    /// <summary>Null when it can be used. The text may hold a password, so it is not repeated.</summary>
    public static string? Problem(string connectionString) =>
        !TryRead(connectionString, out var builder) ? "cannot be read as a PostgreSQL connection string; write “Host=…;Database=…;Username=…;Password=…”."
        : string.IsNullOrWhiteSpace(builder.Host) || string.IsNullOrWhiteSpace(builder.Database)
            ? "names no server or no database; write “Host=…;Database=…;Username=…;Password=…”."
        : null;

    /// <summary>The setting with what the app needs beside it.</summary>
    public static NpgsqlConnectionStringBuilder Read(string connectionString) => new(connectionString)
    {
        ApplicationName = "BatchDashboard",
        MaxAutoPrepare = PreparedStatements,
        AutoPrepareMinUsages = 2,
        // A driver's message could name what it was sent.
        IncludeErrorDetail = false,
    };

    private static bool TryRead(string connectionString, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? builder)
    {
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException)
        {
            builder = null;
            return false;
        }
    }
}
