using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

/// <summary>A connection with the statements that were prepared on it. Not for two threads at once.</summary>
internal sealed class CacheReader(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection { get; } = connection;

    /// <summary>When the file that it reads was made: another one may have taken its place.</summary>
    public DateTime Born { get; init; }

    /// <summary>The connection of a context, in its transaction. The context keeps it.</summary>
    public static CacheReader Of(CacheContext context) => new((SqliteConnection)context.Database.GetDbConnection());

    /// <summary>The statement, ready for its values. The same text must not be run twice at once.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new Statement(Connection, sql);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>Reads all rows. The parameters are bound.</summary>
    public static List<T> All<T>(Statement statement, Func<Statement, T> read)
    {
        var rows = new List<T>();
        while (statement.Step())
        {
            rows.Add(read(statement));
        }

        statement.Reset();
        return rows;
    }

    /// <summary>The number of the first row, 0 when there is none.</summary>
    public static long Number(Statement statement)
    {
        var number = statement.Step() ? statement.LongOrNull(0) ?? 0 : 0;
        statement.Reset();
        return number;
    }

    /// <summary>Ends all statements, so that a transaction can end or the connection be closed.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }

    /// <summary>Ends what a read has left running.</summary>
    public void Rest()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }
    }
}
