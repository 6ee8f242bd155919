using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BatchDashboard.Cache;

/// <summary>
/// A prepared statement without the layers above it: rows by the million pass here, and values are read where SQLite
/// holds them. Columns and parameters count as in SQLite: columns from 0, parameters from 1.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int LongestBuffered = 4096;

    [ThreadStatic]
    private static byte[]? _utf8;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        // Through a buffer of this thread: the library's own way allocates an array for each text.
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        var utf8 = size <= LongestBuffered ? (_utf8 ??= new byte[LongestBuffered]) : new byte[size];
        var length = Encoding.UTF8.GetBytes(value, utf8);
        return BindText(parameter, utf8.AsSpan(0, length));
    }

    /// <summary>Text as UTF-8, without a NUL.</summary>
    public Statement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_statement, parameter, "") : raw.sqlite3_bind_text(_statement, parameter, utf8));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0) : raw.sqlite3_bind_blob(_statement, parameter, blob));
        return this;
    }

    /// <summary>True when there is a row.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        // The reset brings the error's own code and message; without it the next use would bring them.
        SqliteException.ThrowExceptionForRC(raw.sqlite3_reset(_statement), _database);
        return false;
    }

    /// <summary>Runs a statement that brings no rows, and makes it ready for its next values.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <exception cref="InvalidCastException">The file was changed by another hand: the column holds no number.</exception>
    public long Long(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER
        ? raw.sqlite3_column_int64(_statement, column)
        : throw new InvalidCastException("A stored number is none.");

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    /// <summary>The value where SQLite holds it, until the next step. Text is UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => _statement.Dispose();

    private Statement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
