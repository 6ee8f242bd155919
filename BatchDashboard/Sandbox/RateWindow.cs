using System.Runtime.InteropServices;

namespace BatchDashboard.Sandbox;

/// <summary>The hour's requests to this process's sandbox, as the <c>X-RateLimit-…</c> headers tell them.</summary>
public sealed class RateWindow(TimeProvider time)
{
    /// <summary>
    /// The real API grants 1,000 requests an hour. At 100 jobs a page, one copy of the 100,000-job batch would spend all of
    /// them, and a demonstration would end there: so the sandbox grants a hundred times as many and says so in its headers.
    /// </summary>
    public const int Limit = 100_000;

    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _reset;
    private int _used;

    /// <summary>Counts a request. <see cref="RateState.Remaining"/> is negative when it is one too many.</summary>
    public RateState Take()
    {
        var now = time.GetUtcNow();
        lock (_lock) // the window and its count change together
        {
            if (now >= _reset)
            {
                _reset = now + Length;
                _used = 0;
            }

            _used++;
            return new RateState(Limit - _used, _reset);
        }
    }
}

[StructLayout(LayoutKind.Auto)]
public readonly record struct RateState(int Remaining, DateTimeOffset Reset);
