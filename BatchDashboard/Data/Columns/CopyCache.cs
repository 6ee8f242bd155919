using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace BatchDashboard.Data.Columns;

/// <summary>What was made of copies, for those who ask again: in memory by bytes, the least used goes first.</summary>
/// <remarks>Keys name the copy and, where it still fills, its revision, so nothing in here is ever out of date.</remarks>
internal sealed class CopyCache : IDisposable
{
    private const long MaxBytes = 256L << 20;
    private const int EntryBytes = 200;

    private static readonly TimeSpan KeptUnused = TimeSpan.FromHours(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxBytes });
    private readonly ConcurrentDictionary<object, Task> _making = new();

    public void Dispose() => _cache.Dispose();

    public bool TryGet<T>(object key, out T? value)
        where T : class => _cache.TryGetValue(key, out value);

    /// <summary>Makes it once, however many ask at the same time.</summary>
    public async ValueTask<T> GetAsync<T>(object key, Func<Task<T>> make, Func<T, long> bytes, CancellationToken cancellation)
        where T : class
    {
        while (true)
        {
            if (_cache.TryGetValue(key, out T? known))
            {
                return known!;
            }

            var own = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = _making.GetOrAdd(key, own.Task);
            if (running == own.Task)
            {
                return await MakeAsync(key, own, make, bytes);
            }

            try
            {
                return await ((Task<T>)running).WaitAsync(cancellation);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Whoever made it needs it no more.
            }
        }
    }

    public void Set<T>(object key, T value, long bytes)
        where T : class
    {
        using var entry = _cache.CreateEntry(key);
        entry.Value = value;
        entry.Size = bytes + EntryBytes;
        entry.SlidingExpiration = KeptUnused;
    }

    private async Task<T> MakeAsync<T>(object key, TaskCompletionSource<T> own, Func<Task<T>> make, Func<T, long> bytes)
        where T : class
    {
        try
        {
            var made = await make();
            Set(key, made, bytes(made));
            own.SetResult(made);
            return made;
        }
        catch (OperationCanceledException)
        {
            own.SetCanceled(CancellationToken.None);
            throw;
        }
        catch (Exception error)
        {
            // Those who joined get it as well; without any it is nobody's.
            own.SetException(error);
            _ = own.Task.Exception;
            throw;
        }
        finally
        {
            _making.TryRemove(key, out _);
        }
    }
}
