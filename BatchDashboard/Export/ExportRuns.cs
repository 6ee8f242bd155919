using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace BatchDashboard.Export;

public enum ExportState
{
    Running,
    /// <summary>All rows were sent.</summary>
    Done,
    /// <summary>Ended before all rows were sent: the page or the browser ended it.</summary>
    Cancelled,
    /// <summary>Ended by a failure, which <see cref="ExportProgress.Sentence"/> tells.</summary>
    Failed,
}

/// <summary>How far a download is.</summary>
/// <param name="Sentence">What went wrong.</param>
public sealed record ExportProgress(long Done, long Total, ExportState State, string? Sentence = null);

/// <summary>
/// Downloads that a page follows. The page puts a ticket of its own into the link; the download that comes with it tells
/// here how far it is, and ends when the page says so. Without a ticket, or with one that is used, nobody follows it.
/// </summary>
public sealed class ExportRuns(TimeProvider time)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, ExportRun> _expected = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>The query parameter that holds the ticket.</summary>
    public const string Parameter = "run";

    /// <summary>What the next download with its ticket reports to. <paramref name="changed"/> is called from any thread, a few times a second.</summary>
    public ExportRun Expect(Action<ExportProgress> changed)
    {
        var run = new ExportRun(time, changed);
        _expected[run.Ticket] = run;
        _order.Enqueue(run.Ticket);
        while (_order.Count > MostKept && _order.TryDequeue(out var oldest))
        {
            _expected.TryRemove(oldest, out _);
        }

        return run;
    }

    /// <summary>The download of the ticket, or one that nobody follows.</summary>
    public ExportRun Begin(string? ticket, long total)
    {
        var run = ticket is not null && _expected.TryRemove(ticket, out var expected) ? expected : new ExportRun(time, _ => { });
        run.Begin(total);
        return run;
    }
}

/// <summary>One download.</summary>
public sealed class ExportRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly Action<ExportProgress> _changed;
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _total;
    private long _done;
    private long _told;

    internal ExportRun(TimeProvider time, Action<ExportProgress> changed) => (_time, _changed) = (time, changed);

    /// <summary>What stands in the link.</summary>
    public string Ticket { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Ends when somebody cancels the download.</summary>
    internal Task Cancelled => _cancelled.Task;

    public bool IsCancelled => _cancelled.Task.IsCompleted;

    /// <summary>Ends the download: the browser is told that the file is not whole.</summary>
    public void Cancel() => _cancelled.TrySetResult();

    public void Begin(long total)
    {
        (_total, _told) = (total, _time.GetTimestamp());
        Tell(ExportState.Running);
    }

    /// <summary>So many rows are written.</summary>
    public void Report(long done)
    {
        _done = done;
        if (_time.GetElapsedTime(_told) >= Pause)
        {
            _told = _time.GetTimestamp();
            Tell(ExportState.Running);
        }
    }

    public void End(ExportState state, string? sentence = null) => Tell(state, sentence);

    private void Tell(ExportState state, string? sentence = null) => _changed(new ExportProgress(_done, _total, state, sentence));
}
