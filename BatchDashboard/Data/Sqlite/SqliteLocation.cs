using Microsoft.Data.Sqlite;

namespace BatchDashboard.Data.Sqlite;

/// <summary>Where the database is, and how it is opened.</summary>
/// <param name="FilePath">In full.</param>
/// <param name="ConnectionString">For the provider; the file is made when it is not there, unless the setting says otherwise.</param>
internal sealed record SqliteLocation(string FilePath, string ConnectionString)
{
    /// <summary>Seconds that a statement waits for another program's lock, unless the setting says otherwise.</summary>
    private const int DefaultWait = 10;

    public string FileName => Path.GetFileName(FilePath);

    public static SqliteLocation From(DatabaseOptions options, DataDirectory directory, string defaultDatabaseFile)
    {
        var builder = new SqliteConnectionStringBuilder { DefaultTimeout = DefaultWait, DataSource = defaultDatabaseFile };
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            builder = new SqliteConnectionStringBuilder(options.ConnectionString);
            // ContainsKey would be true for every keyword that there is.
            if (!builder.ShouldSerialize("Default Timeout"))
            {
                builder.DefaultTimeout = DefaultWait;
            }
        }

        builder.DataSource = directory.File(builder.DataSource);
        builder.ForeignKeys = true;
        // Shared-cache connections lock each other table by table, where WAL lets readers pass.
        builder.Cache = SqliteCacheMode.Private;
        return new SqliteLocation(builder.DataSource, builder.ToString());
    }

    /// <summary>The same file, which must be there: a file that went away is an error, not a new and empty database.</summary>
    public SqliteLocation Existing()
    {
        var builder = new SqliteConnectionStringBuilder(ConnectionString);
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            builder.Mode = SqliteOpenMode.ReadWrite;
        }

        return this with { ConnectionString = builder.ToString() };
    }

    /// <summary>
    /// The same file for a short look. A connection of the pool would go on reading a file that was deleted or replaced,
    /// and whoever asks for the health does not wait as long as an operator.
    /// </summary>
    public SqliteLocation Probe() => this with
    {
        ConnectionString = new SqliteConnectionStringBuilder(ConnectionString)
        {
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString(),
    };

    /// <summary>
    /// The same file as a copy on a medium that nobody writes to: SQLite then needs none of the files beside it, which
    /// it could not make there.
    /// </summary>
    public SqliteLocation Immutable() => this with
    {
        ConnectionString = new SqliteConnectionStringBuilder(ConnectionString)
        {
            DataSource = new Uri(FilePath).AbsoluteUri + "?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
        }.ToString(),
    };
}
