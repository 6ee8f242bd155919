namespace BatchDashboard.Sync;

/// <summary>Measures how many jobs a second a copy stores now, not since its beginning: a wait or a slow hour is over when it is over.</summary>
internal sealed class CopyPaceMeter(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Copied)> _samples = new();
    private double? _last;

    /// <summary>Jobs a second; null until it is known.</summary>
    public double? JobsPerSecond(long copied)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, copied));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.ElementAt(1).At, now) >= Span)
        {
            _samples.Dequeue();
        }

        var (at, before) = _samples.Peek();
        var seconds = time.GetElapsedTime(at, now).TotalSeconds;
        if (seconds > 0 && copied > before)
        {
            _last = (copied - before) / seconds;
        }

        return _last;
    }

    /// <summary>What comes now is not measured against what was: there was a wait, or the copy begins anew.</summary>
    public void Interrupt() => _samples.Clear();

    /// <summary>When so many jobs are copied at the last known pace; null when that is not known, or further away than any copy takes.</summary>
    public DateTimeOffset? EndOf(long jobs, DateTimeOffset from)
    {
        var seconds = jobs / _last;
        return seconds <= TimeSpan.FromDays(30).TotalSeconds ? from + TimeSpan.FromSeconds(seconds.Value) : null;
    }
}
