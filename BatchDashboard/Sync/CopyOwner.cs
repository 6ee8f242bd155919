using BatchDashboard.Data;

namespace BatchDashboard.Sync;

/// <summary>
/// The name under which this process copies batches. A process that was killed and started again has the same one, so that
/// it goes on at once instead of waiting until its own lease has run out; two that run at the same time never do.
/// </summary>
/// <remarks>
/// The name is a numbered file in the data directory that the process holds locked; the system lets go of the lock however
/// the process ends. A process id would not do: in containers, every app has the same one.
/// </remarks>
public sealed class CopyOwner(DataDirectory directory) : IDisposable
{
    private const int MaxProcesses = 32;

    private readonly Lock _gate = new();
    private FileStream? _lock;

    public string Name
    {
        get
        {
            lock (_gate)
            {
                return field ??= Take();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _lock?.Dispose();
        }
    }

    private string Take()
    {
        for (var number = 1; number <= MaxProcesses; number++)
        {
            var file = directory.File(FormattableString.Invariant($"copying-{number}.lock"));
            try
            {
                _lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return $"{Environment.MachineName}:{file}";
            }
            catch (IOException)
            {
                // Another process has this number.
            }
            catch (UnauthorizedAccessException)
            {
                break;
            }
        }

        return Guid.NewGuid().ToString();
    }
}
