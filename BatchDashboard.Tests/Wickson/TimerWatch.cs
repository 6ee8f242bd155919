using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A clock that stands still and tells which waits were begun, so that a test can end each.</summary>
public sealed class TimerWatch : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next wait that is none of the given time-outs.</summary>
    public async Task<TimeSpan> NextWaitAsync(CancellationToken cancellation, params TimeSpan[] timeouts)
    {
        while (true)
        {
            var wait = await _waits.Reader.ReadAsync(cancellation);
            if (wait != Timeout.InfiniteTimeSpan && !timeouts.Contains(wait))
            {
                return wait;
            }
        }
    }
}
