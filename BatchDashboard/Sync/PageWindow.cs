using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>One page that is asked for, or has arrived and waits for its turn.</summary>
/// <param name="from">The ordinal from which on everything up to this page is stored.</param>
internal sealed class PageAsk(int number, int size, long from)
{
    public int Number { get; } = number;

    public int Size { get; } = size;

    public long From { get; } = from;

    /// <summary>The ordinal of its first job.</summary>
    public long First => (Number - 1L) * Size;

    /// <summary>What it waits for now.</summary>
    public SyncObstacle? Obstacle
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    public Task<ResultsBody> Answer { get; set; } = null!;
}

/// <summary>Asks for a few pages at a time and hands them out in their order. One loop uses it; only <see cref="Head"/> is for others too.</summary>
internal sealed class PageWindow(PageFetch fetch, Action waits, CancellationToken cancellation) : IAsyncDisposable
{
    /// <summary>Pages asked for or waiting for their turn.</summary>
    public const int Width = 4;

    private readonly Queue<PageAsk> _asks = new();
    private CancellationTokenSource _dropping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private PageAsk? _head;

    public bool HasRoom => _asks.Count < Width;

    public bool IsEmpty => _asks.Count == 0;

    /// <summary>The page that is to come next; null when none is asked for.</summary>
    public PageAsk? Head => Volatile.Read(ref _head);

    public bool IsHeadHere => Head is { Answer.IsCompleted: true };

    public void Add(PageAsk ask)
    {
        var token = _dropping.Token;
        ask.Answer = Task.Run(() => fetch.GetAsync(ask, waits, token), CancellationToken.None);
        _asks.Enqueue(ask);
        Volatile.Write(ref _head, _asks.Peek());
    }

    /// <summary>The next page in order. When it cannot be had, it stays the head.</summary>
    public async Task<(PageAsk Ask, ResultsBody Body)> TakeAsync()
    {
        var ask = _asks.Peek();
        var body = await ask.Answer;
        _asks.Dequeue();
        Volatile.Write(ref _head, _asks.Count > 0 ? _asks.Peek() : null);
        return (ask, body);
    }

    /// <summary>Gives up all pages; returns what has arrived of them, in order, and which have not.</summary>
    public async Task<(List<(PageAsk Ask, ResultsBody Body)> Arrived, List<PageAsk> Missing)> DropAsync()
    {
        var arrived = new List<(PageAsk, ResultsBody)>();
        var missing = new List<PageAsk>();
        await _dropping.CancelAsync();
        foreach (var ask in _asks)
        {
            await ((Task)ask.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ask.Answer.IsCompletedSuccessfully)
            {
                arrived.Add((ask, await ask.Answer));
            }
            else
            {
                missing.Add(ask);
            }
        }

        _asks.Clear();
        Volatile.Write(ref _head, null);
        _dropping.Dispose();
        _dropping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return (arrived, missing);
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        _dropping.Dispose();
    }
}
