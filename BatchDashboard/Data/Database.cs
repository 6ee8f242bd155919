using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>
/// The way to the database: everything that is read of it or written to it goes through one of two methods, each of which is one
/// transaction. What the database says against that becomes a sentence.
/// </summary>
public abstract class Database(TimeProvider time) : IDisposable
{
    // Writers of this process stand in line: they neither starve nor make each other start anew.
    private readonly SemaphoreSlim _writing = new(1, 1);

    private volatile FullDisk? _fullDisk;

    protected TimeProvider Time => time;

    /// <summary>What operators know it as, e.g. the name of its file; without a path, an account or a password.</summary>
    public abstract string Name { get; }

    /// <summary>True when it can be read and not written; known after the start.</summary>
    public bool IsReadOnly { get; protected set; }

    /// <summary>The folder that it is in; null when it is on a server.</summary>
    internal virtual string? Folder => null;

    /// <summary>The last write that found no room on the disk; null when each did.</summary>
    internal FullDisk? FullDisk => _fullDisk;

    public void Dispose()
    {
        _writing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads in one transaction and without change tracking: all queries see the same state, whatever is written meanwhile.</summary>
    /// <exception cref="DatabaseException">It cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<DashboardContext, CancellationToken, Task<T>> read, CancellationToken cancellation) => GuardAsync(
        () => RunAsync(
            (context, token) =>
            {
                context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
                return read(context, token);
            },
            writes: false,
            cancellation),
        cancellation);

    /// <summary>
    /// Writes in one transaction, which is kept only when <paramref name="write"/> returns. It is called again, with another context,
    /// when another process wrote what it had read.
    /// </summary>
    /// <exception cref="DatabaseException">It cannot be written.</exception>
    public async Task<T> WriteAsync<T>(Func<DashboardContext, CancellationToken, Task<T>> write, CancellationToken cancellation)
    {
        if (IsReadOnly)
        {
            throw new DatabaseException(ReadOnlySentence());
        }

        await _writing.WaitAsync(cancellation);
        try
        {
            return await GuardAsync(() => RunAsync(write, writes: true, cancellation), cancellation);
        }
        catch (DatabaseException error) when (error.IsDiskFull)
        {
            _fullDisk = new FullDisk(error.Message, Time.GetUtcNow());
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Creates its tables, or brings them up to date.</summary>
    /// <exception cref="DatabaseException">It cannot be used; the message says what to do.</exception>
    internal Task PrepareAsync(CancellationToken cancellation) => GuardAsync(
        async () =>
        {
            IsReadOnly = await MakeReadyAsync(cancellation);
            return IsReadOnly;
        },
        cancellation);

    /// <summary>Opens it anew and looks into it, as cheaply as it can be done.</summary>
    /// <exception cref="DatabaseException">It cannot be read.</exception>
    internal Task ProbeAsync(CancellationToken cancellation) => GuardAsync(() => LookAsync(cancellation), cancellation);

    /// <summary>Hears what other processes write, until it is cancelled. Ends at once where the database cannot tell.</summary>
    /// <param name="heard">Given a batch of which something has changed; null when nobody knows what may have changed.</param>
    internal virtual Task ListenAsync(Action<string?> heard, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// The time that all processes on this database agree on, whatever the clocks of their machines say: for what one of them holds until
    /// then, and the others must not take.
    /// </summary>
    internal abstract Task<DateTimeOffset> NowAsync(DashboardContext context, CancellationToken cancellation);

    /// <summary>True when it can only be read.</summary>
    protected abstract Task<bool> MakeReadyAsync(CancellationToken cancellation);

    protected abstract Task<bool> LookAsync(CancellationToken cancellation);

    protected abstract Task<T> RunAsync<T>(Func<DashboardContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellation);

    /// <summary>What the error means in a sentence that an operator can act on; null for one that is not the database's: a mistake in the program, which must be seen as one.</summary>
    protected abstract string? Sentence(Exception error);

    /// <summary>It may pass by itself.</summary>
    protected abstract bool IsPassing(Exception error);

    /// <summary>There was no room on the disk.</summary>
    protected abstract bool IsDiskFull(Exception error);

    protected abstract string ReadOnlySentence();

    private async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            // SQLite knows no asynchronous calls.
            return await Task.Run(work, cancellation);
        }
        catch (Exception error) when (error is not DatabaseException && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The request to the database was given up.", error, cancellation);
        }
        catch (Exception error) when (error is not DatabaseException && Sentence(error) is { } sentence)
        {
            throw new DatabaseException(sentence, error) { IsPassing = IsPassing(error), IsDiskFull = IsDiskFull(error) };
        }
    }
}

/// <summary>A write failed because there was no room on the disk.</summary>
internal sealed record FullDisk(string Sentence, DateTimeOffset At);
