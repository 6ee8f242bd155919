using Microsoft.Extensions.Caching.Memory;

namespace BatchDashboard.Components;

/// <summary>
/// Hands what a page loaded while it was prerendered to the circuit that takes the page over, so that nothing is
/// fetched twice and the page carries only a ticket, not its data a second time. A ticket is good once, for a minute.
/// </summary>
public sealed class Handoff : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    // Bounded, so that requests that never become circuits (scripts, crawlers) cannot fill the memory.
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = 500 });

    public string Keep(object loaded)
    {
        var ticket = Guid.NewGuid().ToString("N");
        _kept.Set(ticket, loaded, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
        return ticket;
    }

    /// <summary>What the ticket stands for, or null when it is unknown, used, or of another kind.</summary>
    public T? Take<T>(string? ticket)
        where T : class
    {
        if (ticket is null || !_kept.TryGetValue(ticket, out var loaded))
        {
            return null;
        }

        _kept.Remove(ticket);
        return loaded as T;
    }

    public void Dispose() => _kept.Dispose();
}
