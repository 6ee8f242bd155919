using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Sqlite;

/// <summary>A SQLite file, in WAL mode so that nobody who reads waits for a writer.</summary>
internal sealed class SqliteDatabase(DbContextOptions<SqliteContext> options, SqliteLocation location, TimeProvider time) : Database(time)
{
    // Of four kilobytes each. A copy writes so many in a second or two: pages that it writes again and again, and the waits
    // for the disk, are then few.
    private const int CheckpointPages = 8192;

    private SqliteLocation _location = location;

    /// <summary>The database's file, without its path.</summary>
    public override string Name => _location.FileName;

    internal override string? Folder => Path.GetDirectoryName(_location.FilePath);

    public static async Task<SqliteConnection> OpenAsync(SqliteContext context, SqliteLocation location, CancellationToken cancellation)
    {
        context.Database.SetConnectionString(location.ConnectionString);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        await context.Database.OpenConnectionAsync(cancellation);
        await using var pragmas = connection.CreateCommand();
        pragmas.CommandText = Pragmas(connection);
        await pragmas.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    // All processes on a file are on one machine.
    internal override Task<DateTimeOffset> NowAsync(DashboardContext context, CancellationToken cancellation) => Task.FromResult(Time.GetUtcNow());

    protected override async Task<bool> MakeReadyAsync(CancellationToken cancellation)
    {
        (_location, var isReadOnly) = await SqlitePreparation.RunAsync(options, _location, cancellation);
        return isReadOnly;
    }

    protected override async Task<bool> LookAsync(CancellationToken cancellation)
    {
        await using var context = new SqliteContext(options);
        await OpenAsync(context, _location.Probe(), cancellation);
        return await context.Batches.AnyAsync(cancellation);
    }

    protected override async Task<T> RunAsync<T>(Func<DashboardContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        await using var context = new SqliteContext(options);
        var connection = await OpenAsync(context, _location, cancellation);
        // A long statement ends as soon as nobody waits for it.
        await using var interruption = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        await using DbTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: !writes);
        await context.Database.UseTransactionAsync(transaction, cancellation);
        var result = await work(context, cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    protected override string? Sentence(Exception error) => SqliteFaults.Sentence(error, Name);

    protected override bool IsPassing(Exception error) => SqliteFaults.IsBusy(error);

    protected override bool IsDiskFull(Exception error) => SqliteFaults.IsDiskFull(error);

    protected override string ReadOnlySentence() => SqliteFaults.ReadOnly(Name);

    private static string Pragmas(SqliteConnection connection) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA busy_timeout = {connection.DefaultTimeout * 1000L};
        PRAGMA synchronous = NORMAL;
        PRAGMA wal_autocheckpoint = {CheckpointPages};
        PRAGMA journal_size_limit = {CheckpointPages * 4096L};
        """);
}
