using System.Collections.Concurrent;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What is on its way now, and who wants to hear of it. The database has everything that outlives the process.</summary>
public sealed class ResubmissionChanges
{
    private readonly ConcurrentDictionary<(string Id, int Number), RunningUpload> _running = new();

    /// <summary>Something of the resubmission changed. Raised on whichever thread made the change, often: be quick.</summary>
    public event Action<string>? Changed;

    /// <summary>Bytes passed on by file; null when the batch is not on its way.</summary>
    public IReadOnlyList<long>? Progress(string id, int number) => _running.TryGetValue((id, number), out var running) ? running.Files : null;

    internal RunningUpload Begin(string id, int number, int files, CancellationToken browserGone)
    {
        var running = new RunningUpload(files, () => Tell(id), browserGone);
        _running[(id, number)] = running;
        return running;
    }

    internal void End(string id, int number)
    {
        if (_running.TryRemove((id, number), out var running))
        {
            running.Dispose();
        }
    }

    internal void Stop(string id)
    {
        foreach (var (key, running) in _running)
        {
            if (key.Id == id)
            {
                running.Stop();
            }
        }
    }

    internal void Tell(string id) => Changed?.Invoke(id);
}
