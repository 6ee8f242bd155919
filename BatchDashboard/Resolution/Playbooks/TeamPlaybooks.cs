using BatchDashboard.Data;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Resolution.Playbooks;

/// <summary>The playbooks of the team's folder, read again whenever it changes. Nothing that stands there ends the app.</summary>
public sealed class TeamPlaybooks : IDisposable
{
    /// <summary>An editor writes a file in several steps.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>Network drives and containers tell nothing of changes.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly ILogger<TeamPlaybooks> _logger;
    private readonly string? _folder;
    private readonly ITimer? _settled;
    private readonly ITimer? _looking;
    private readonly FileSystemWatcher? _watcher;
    private volatile PlaybookSet _set = PlaybookSet.None;
    private string _print = "";

    public TeamPlaybooks(IOptions<ResolutionOptions> options, DataDirectory data, TimeProvider time, ILogger<TeamPlaybooks> logger)
    {
        _logger = logger;
        _folder = options.Value.FolderIn(data);
        if (_folder is null)
        {
            return;
        }

        _settled = time.CreateTimer(_ => Read(always: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watcher = Watch(_folder, () => _settled.Change(Settling, Timeout.InfiniteTimeSpan));
        Read(always: true);
        _looking = time.CreateTimer(_ => Read(always: false), null, LookEvery, LookEvery);
    }

    /// <summary>What is wrong with files of the folder, a sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems => _set.Problems;

    /// <summary>What the team wrote about a code; null for nothing.</summary>
    public TeamPlaybook? Find(string? code) => code is not null && _set.ByCode.TryGetValue(code.Trim().ToLowerInvariant(), out var found) ? found : null;

    public void Dispose()
    {
        _watcher?.Dispose();
        _looking?.Dispose();
        _settled?.Dispose();
    }

    private FileSystemWatcher? Watch(string folder, Action changed)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder, "*.md");
            watcher.Changed += (_, _) => changed();
            watcher.Created += (_, _) => changed();
            watcher.Deleted += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.Error += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException or PlatformNotSupportedException)
        {
            _logger.LogInformation(error, "Changes of the playbooks' folder are not told by the system: it is looked at every {Seconds} s.", LookEvery.TotalSeconds);
            return null;
        }
    }

    private void Read(bool always)
    {
        // A folder on a network may keep whoever reads it waiting: others must not queue up behind. The next look finds what changed meanwhile.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            var print = Print();
            if (!always && print == _print)
            {
                return;
            }

            var before = _set;
            var set = PlaybookSet.Read(_folder!, before);
            (_set, _print) = (set, print);
            foreach (var problem in set.Problems.Except(before.Problems, StringComparer.Ordinal))
            {
                _logger.LogWarning("{Problem}", problem);
            }

            if (set.Files.Count > 0 && !set.Files.Values.SequenceEqual(before.Files.Values))
            {
                _logger.LogInformation("Playbooks of the team in use: {Count}.", set.ByCode.Values.Distinct().Count());
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Changes when a file of the folder does.</summary>
    private string Print()
    {
        try
        {
            return string.Join('|', new DirectoryInfo(_folder!).EnumerateFiles("*.md").Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.GetType().Name;
        }
    }
}
