using System.Collections.Concurrent;

namespace BatchDashboard.Sandbox;

/// <summary>What goes wrong for every request of this process's sandbox, and how many there were: for tests in the same process.</summary>
public sealed class SandboxFaults
{
    private readonly ConcurrentDictionary<string, int> _byBatch = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _uploads = new();
    private volatile string _active = "";
    private int _requests;

    /// <summary>Faults for every request, separated by commas, in the words of the header <c>X-Sandbox-Fault</c>; empty for none.</summary>
    /// <exception cref="ArgumentException">A word is not a fault.</exception>
    public string Active
    {
        get => _active;
        set
        {
            if (!Fault.TryParse(value, []))
            {
                throw new ArgumentException($"“{value}” is not made of the faults {Fault.Words}.", nameof(value));
            }

            _active = value ?? "";
        }
    }

    /// <summary>
    /// Faults for the next uploads, one after the other, in the same words; empty for one that goes well. Whatever else is
    /// asked meanwhile is answered as ever.
    /// </summary>
    /// <exception cref="ArgumentException">A word is not a fault.</exception>
    public void NextUploads(params IReadOnlyList<string> faults)
    {
        if (faults.FirstOrDefault(words => !Fault.TryParse(words, [])) is { } wrong)
        {
            throw new ArgumentException($"“{wrong}” is not made of the faults {Fault.Words}.", nameof(faults));
        }

        foreach (var words in faults)
        {
            _uploads.Enqueue(words);
        }
    }

    /// <summary>Requests so far, those that failed and those without a key included.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Requests whose path named the batch: results, status and state together.</summary>
    public int RequestsFor(string batchId) => _byBatch.GetValueOrDefault(batchId);

    internal string? OfNextUpload() => _uploads.TryDequeue(out var words) ? words : null;

    internal void Count(string? batchId)
    {
        Interlocked.Increment(ref _requests);
        // Unknown ids come from outside and could be any number: only so many are remembered.
        if (batchId is { Length: <= 128 } && (_byBatch.ContainsKey(batchId) || _byBatch.Count < 10_000))
        {
            _byBatch.AddOrUpdate(batchId, 1, static (_, count) => count + 1);
        }
    }
}
