using System.Net.Sockets;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatchDashboard.Data.PostgreSql;

/// <summary>What PostgreSQL and the network say, in sentences that an operator can act on.</summary>
internal static class PostgreSqlFaults
{
    public static string ReadOnly(string name) =>
        $"The database {name} can only be read, so nothing can be stored. Name a server that takes writes in Database:ConnectionString, then start again.";

    public static string OtherVersion(string name) =>
        $"The database {name} was written by another version of BatchDashboard. Start that version, or name another database in Database:ConnectionString.";

    public static string Foreign(string name) =>
        $"The database {name} holds another program's tables. Name another database in Database:ConnectionString.";

    public static string OldAndReadOnly(string name) =>
        $"The database {name} has to be upgraded and can only be read. Name a server that takes writes in Database:ConnectionString, then start again.";

    /// <summary>Null for an error that is not the database's.</summary>
    public static string? Sentence(Exception error, string name) => error switch
    {
        PostgresException refused => OfServer(refused, name),
        NpgsqlException { InnerException: PostgresException refused } => OfServer(refused, name),
        NpgsqlException { InnerException: TimeoutException } =>
            $"The database {name} did not answer in time. Try again; if it stays so, look at the server's load and at its log.",
        NpgsqlException or SocketException =>
            $"The database {name} cannot be reached. Check that PostgreSQL runs there and that Database:ConnectionString names the right server; the app goes on as soon as it answers.",
        DbUpdateException or InvalidOperationException when error.InnerException is { } inner => Sentence(inner, name),
        // Stored JSON and numbers are checked when they are written, so what cannot be read was changed since.
        JsonException or InvalidCastException or FormatException => $"The database {name} is damaged. It was left as it is: restore a backup, then start again.",
        _ => null,
    };

    /// <summary>Another process wrote what the transaction had read, or waits for what it holds: all of it can be done again.</summary>
    public static bool IsOvertaken(Exception error) => Find(error) is
    {
        // Under SERIALIZABLE two that insert the same key may be told so before they are told that they overlapped.
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation
    };

    public static bool IsDiskFull(Exception error) => Find(error)?.SqlState == PostgresErrorCodes.DiskFull;

    /// <summary>It may pass by itself.</summary>
    public static bool IsPassing(Exception error) => Find(error) is { } refused
        ? refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal)
        : DatabaseException.Causes(error).OfType<NpgsqlException>().Any();

    private static string OfServer(PostgresException error, string name) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The server of the database {name} refuses the user or the password. Correct Database:ConnectionString, then start again.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"There is no database {name}. Create it, or name another one in Database:ConnectionString, then start again.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The user of Database:ConnectionString may not do this in the database {name}. Make it the database's owner, then start again.",
        PostgresErrorCodes.DiskFull => $"The disk of the database {name} is full. Free some space, then try again.",
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly(name),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            $"The database {name} has lost its tables: it was replaced while the app ran. Restore it, then start again.",
        PostgresErrorCodes.TooManyConnections =>
            $"The database {name} has no connection left. Raise the server's max_connections, or lower Maximum Pool Size in Database:ConnectionString.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            $"The database {name} is starting or stopping. The app goes on as soon as it answers.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            $"The database {name} was too busy with other writers. Try again.",
        _ => $"The database {name} could not be read or written. Try again; if it stays so, look at the server's log.",
    };

    private static PostgresException? Find(Exception error) => DatabaseException.Causes(error).OfType<PostgresException>().FirstOrDefault();
}
