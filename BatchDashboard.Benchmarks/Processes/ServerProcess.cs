using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BatchDashboard.Benchmarks.Processes;

/// <summary>A server in a process of its own that says where it listens.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>What ASP.NET Core writes before the address.</summary>
    public const string ListeningMark = "Now listening on: ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _last = new();

    private ServerProcess(Process process)
    {
        _process = process;
        Figures = new ProcessFigures(process.Id);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The server ended instead of listening:\n{_last}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    public ProcessFigures Figures { get; }

    /// <summary>Starts a .NET program and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] foreign = ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "Urls", "HTTP_PORTS", "HTTPS_PORTS", "Wickson__", "Results__", "Cache__", "Data__"];
        foreach (var name in info.Environment.Keys.Where(name => foreign.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            info.Environment.Remove(name);
        }

        var server = new ServerProcess(Process.Start(info)!);
        try
        {
            server.Url = await server._listening.Task.WaitAsync(Patience, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await EndAsync();
        }

        _process.Dispose();
    }

    // As a supervisor ends it, so that it closes its database; killed when it does not.
    private async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await Tool.RunAsync("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)], null, patience.Token);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception reason) when (reason is OperationCanceledException or InvalidOperationException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.IndexOf(ListeningMark, StringComparison.Ordinal) is var at and >= 0)
        {
            _listening.TrySetResult(new Uri(line[(at + ListeningMark.Length)..].Trim()));
        }

        lock (_last)
        {
            // Enough to say why a start failed.
            if (_last.Length < 4000)
            {
                _last.AppendLine(line);
            }
        }
    }
}
