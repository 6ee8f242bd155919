namespace BatchDashboard.Resolution.Resubmission;

/// <summary>A batch on its way: how far each file is, and the way to stop it.</summary>
public sealed class RunningUpload(int files, Action changed, CancellationToken browserGone) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(browserGone);
    private readonly long[] _passed = new long[files];

    public CancellationToken Token => _stop.Token;

    public bool IsStoppedByOperator { get; private set; }

    /// <summary>Bytes passed on, by file.</summary>
    public IReadOnlyList<long> Files => [.. _passed.Select((_, place) => Interlocked.Read(ref _passed[place]))];

    public long Bytes => Files.Sum();

    public void Passed(int place, int bytes)
    {
        Interlocked.Add(ref _passed[place], bytes);
        changed();
    }

    public void Stop()
    {
        IsStoppedByOperator = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at this very moment.
        }
    }

    public void Dispose() => _stop.Dispose();
}
