using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

/// <summary>
/// The way to the database: opens connections as they must be, keeps writers in line, and turns what SQLite says into
/// sentences. All work runs on the thread pool, for SQLite knows no asynchronous calls.
/// </summary>
public sealed class CacheDatabase : IDisposable
{
    // Of four kilobytes each. A copy writes so many in a second or two: pages that it writes again and again, and the waits
    // for the disk, are then few.
    private const int CheckpointPages = 8192;

    private readonly IDbContextFactory<CacheContext> _contexts;
    // SQLite would let writers of this process poll for the lock; in line they neither starve nor block threads.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentBag<CacheReader> _readers = [];
    private CacheLocation _location;
    private DateTime _born;
    private volatile bool _isDisposed;

    internal CacheDatabase(IDbContextFactory<CacheContext> contexts, CacheLocation location)
    {
        _contexts = contexts;
        _location = location;
    }

    /// <summary>The database's file, without its path.</summary>
    public string FileName => _location.FileName;

    /// <summary>True when the file can be read and not written; known after the start.</summary>
    public bool IsReadOnly { get; private set; }

    public void Dispose()
    {
        _isDisposed = true;
        _writing.Dispose();
        CloseIdle();
    }

    internal async Task PrepareAsync(CancellationToken cancellation)
    {
        (_location, IsReadOnly) = await GuardAsync(() => CachePreparation.RunAsync(_contexts, _location, cancellation), cancellation);
    }

    /// <summary>Reads in one transaction: all statements see the same state, whatever is written meanwhile.</summary>
    internal Task<T> ReadAsync<T>(Func<CacheReader, CancellationToken, T> read, CancellationToken cancellation) =>
        GuardAsync(() => Task.FromResult(Read(read, cancellation)), cancellation);

    /// <summary>Reads in one transaction and without change tracking: all queries see the same state, whatever is written meanwhile.</summary>
    public Task<T> ReadAsync<T>(Func<CacheContext, CancellationToken, Task<T>> read, CancellationToken cancellation) => GuardAsync(
        () => RunAsync(
            (context, token) =>
            {
                context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
                return read(context, token);
            },
            writes: false,
            cancellation),
        cancellation);

    /// <summary>Writes in one transaction, which is kept only when <paramref name="write"/> returns.</summary>
    public async Task<T> WriteAsync<T>(Func<CacheContext, CancellationToken, Task<T>> write, CancellationToken cancellation)
    {
        if (IsReadOnly)
        {
            throw new CacheException(CacheFaults.ReadOnly(FileName));
        }

        await _writing.WaitAsync(cancellation);
        try
        {
            return await GuardAsync(() => RunAsync(write, writes: true, cancellation), cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Opens the file anew and looks into it, as cheaply as it can be done.</summary>
    /// <exception cref="CacheException">It cannot be read.</exception>
    internal Task ProbeAsync(CancellationToken cancellation) => GuardAsync(
        async () =>
        {
            await using var context = await _contexts.CreateDbContextAsync(cancellation);
            await OpenAsync(context, _location.Probe(), cancellation);
            return await context.Batches.AnyAsync(cancellation);
        },
        cancellation);

    internal static async Task<SqliteConnection> OpenAsync(CacheContext context, CacheLocation location, CancellationToken cancellation)
    {
        context.Database.SetConnectionString(location.ConnectionString);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        await context.Database.OpenConnectionAsync(cancellation);
        await using var pragmas = connection.CreateCommand();
        pragmas.CommandText = Pragmas(connection);
        await pragmas.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    private T Read<T>(Func<CacheReader, CancellationToken, T> read, CancellationToken cancellation)
    {
        // A connection is opened, and its statements prepared, once; the pool of the provider would keep only the first.
        ForgetReplaced();
        var reader = _readers.TryTake(out var idle) ? idle : new CacheReader(OpenReader()) { Born = _born };
        try
        {
            var result = Read(reader, read, cancellation);
            if (reader.Born == _born && !_isDisposed)
            {
                _readers.Add(reader);
            }
            else
            {
                Close(reader);
            }

            return result;
        }
        catch
        {
            Close(reader);
            throw;
        }
    }

    private static T Read<T>(CacheReader reader, Func<CacheReader, CancellationToken, T> read, CancellationToken cancellation)
    {
        // A long statement ends as soon as nobody waits for it; the next who uses the connection is not interrupted any more.
        using var interruption = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(reader.Connection.Handle));
        reader.Prepare("BEGIN").Run();
        var result = read(reader, cancellation);
        reader.Rest();
        reader.Prepare("COMMIT").Run();
        return result;
    }

    // A connection that stays open goes on reading a file that was deleted or replaced.
    private void ForgetReplaced()
    {
        var born = File.GetCreationTimeUtc(_location.FilePath);
        if (born != _born)
        {
            _born = born;
            CloseIdle();
        }
    }

    private SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(_location.ConnectionString) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = Pragmas(connection);
            pragmas.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections that nobody uses now, e.g. before the file is moved.</summary>
    public void CloseIdle()
    {
        while (_readers.TryTake(out var reader))
        {
            Close(reader);
        }
    }

    private static void Close(CacheReader reader)
    {
        reader.Dispose();
        reader.Connection.Dispose();
    }

    private static string Pragmas(SqliteConnection connection) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA busy_timeout = {connection.DefaultTimeout * 1000L};
        PRAGMA synchronous = NORMAL;
        PRAGMA wal_autocheckpoint = {CheckpointPages};
        PRAGMA journal_size_limit = {CheckpointPages * 4096L};
        """);

    private async Task<T> RunAsync<T>(Func<CacheContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellation);
        var connection = await OpenAsync(context, _location, cancellation);
        // A long statement ends as soon as nobody waits for it.
        await using var interruption = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        await using DbTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: !writes);
        await context.Database.UseTransactionAsync(transaction, cancellation);
        var result = await work(context, cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(work, cancellation);
        }
        catch (Exception error) when (error is not CacheException && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The request to the database was given up.", error, cancellation);
        }
        catch (Exception error) when (CacheFaults.Sentence(error, FileName) is not null)
        {
            throw new CacheException(CacheFaults.Sentence(error, FileName)!, error);
        }
    }
}
