using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace BatchDashboard.Data.Sqlite;

/// <summary>What SQLite and the file system say, in sentences that an operator can act on.</summary>
public static class SqliteFaults
{
    public static string ReadOnly(string file) =>
        $"The database file {file} is read-only, so nothing can be stored. Make the file and its folder writable, then start again.";

    public static string OtherVersion(string file) =>
        $"The database file {file} was written by another version of BatchDashboard. Start that version, or name another file in Database:ConnectionString.";

    public static string Foreign(string file) =>
        $"The database file {file} belongs to another program. Name another file in Database:ConnectionString.";

    public static string OldAndReadOnly(string file) =>
        $"The database file {file} has to be upgraded and is read-only. Make the file and its folder writable, then start again.";

    public static string EmptyAndReadOnly(string file) =>
        $"The database file {file} is empty and read-only. Make the file and its folder writable, or name another file in Database:ConnectionString.";

    /// <summary>Null for an error that is not the storage's: a mistake in the program, which must be seen as one.</summary>
    public static string? Sentence(Exception error, string file) => error switch
    {
        SqliteException sqlite => OfSqlite(sqlite, file),
        DbUpdateException { InnerException: { } inner } => Sentence(inner, file) ?? Unknown(file),
        DbUpdateException => Unknown(file),
        InvalidOperationException { InnerException: SqliteException inner } => OfSqlite(inner, file),
        IOException or UnauthorizedAccessException => Unreachable(file),
        // Stored JSON and numbers are checked when they are written, so what cannot be read was changed since.
        JsonException or InvalidCastException or FormatException => Damaged(file),
        _ => null,
    };

    /// <summary>Another program has locked the file.</summary>
    public static bool IsBusy(Exception error) => DatabaseException.Causes(error)
        .Any(cause => cause is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED });

    public static bool IsDiskFull(Exception error) => DatabaseException.Causes(error).Any(cause => cause is SqliteException { SqliteErrorCode: raw.SQLITE_FULL });

    private static string OfSqlite(SqliteException error, string file) => error.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"The database file {file} is locked by another program. Close what else uses it, then try again.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => ReadOnly(file),
        raw.SQLITE_FULL => $"The disk is full, so the database file {file} cannot grow. Free some space, then try again.",
        raw.SQLITE_NOTADB => $"The file {file} is not a database, or is damaged. It was left as it is: move it away or restore a backup, then start again.",
        raw.SQLITE_CORRUPT => Damaged(file),
        raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR => Unreachable(file),
        raw.SQLITE_ERROR when error.Message.Contains("no such", StringComparison.Ordinal) =>
            $"The database file {file} has lost its tables: it was replaced while the app ran. Restore it, then start again.",
        _ => Unknown(file),
    };

    private static string Damaged(string file) =>
        $"The database file {file} is damaged. It was left as it is: move it away or restore a backup, then start again.";

    private static string Unreachable(string file) =>
        $"The database file {file} cannot be opened. Check that its folder exists, that this account may read and write there, and that the disk works; "
        + "Data:Directory names the folder, unless Database:ConnectionString does.";

    private static string Unknown(string file) =>
        $"The database file {file} could not be read or written. Try again; if it stays so, restore a backup.";
}
