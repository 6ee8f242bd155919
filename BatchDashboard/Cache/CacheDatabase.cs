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
    private readonly IDbContextFactory<CacheContext> _contexts;
    // SQLite would let writers of this process poll for the lock; in line they neither starve nor block threads.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private CacheLocation _location;

    internal CacheDatabase(IDbContextFactory<CacheContext> contexts, CacheLocation location)
    {
        _contexts = contexts;
        _location = location;
    }

    /// <summary>The database's file, without its path.</summary>
    public string FileName => _location.FileName;

    /// <summary>True when the file can be read and not written; known after the start.</summary>
    public bool IsReadOnly { get; private set; }

    public void Dispose() => _writing.Dispose();

    internal async Task PrepareAsync(CancellationToken cancellation)
    {
        (_location, IsReadOnly) = await GuardAsync(() => CachePreparation.RunAsync(_contexts, _location, cancellation), cancellation);
    }

    /// <summary>Reads in one transaction: all statements see the same state, whatever is written meanwhile.</summary>
    public Task<T> ReadAsync<T>(Func<CacheContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        GuardAsync(() => RunAsync(deferred: true, read, cancellation), cancellation);

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
            return await GuardAsync(() => RunAsync(deferred: false, write, cancellation), cancellation);
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
        var wait = ((long)connection.DefaultTimeout * 1000).ToString(CultureInfo.InvariantCulture);
        pragmas.CommandText = $"PRAGMA busy_timeout = {wait}; PRAGMA synchronous = NORMAL;";
        await pragmas.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    private async Task<T> RunAsync<T>(bool deferred, Func<CacheContext, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellation);
        var connection = await OpenAsync(context, _location, cancellation);
        // A long statement ends as soon as nobody waits for it.
        await using var interruption = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        await using DbTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred);
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
