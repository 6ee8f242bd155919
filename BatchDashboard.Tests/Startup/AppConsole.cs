using System.Diagnostics;

namespace BatchDashboard.Tests.Startup;

/// <summary>The app as a process with an empty home, and what it writes to its console.</summary>
internal sealed class AppConsole : IAsyncDisposable
{
    private const string Ready = "BatchDashboard is ready: open ";
    private const string Last = "To stop it, press Ctrl+C.";

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private AppConsole(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Everything up to where the app says that it is ready.</summary>
    public string Text => string.Join('\n', _lines);

    public Uri Url => new(_lines.Single(line => line.StartsWith(Ready, StringComparison.Ordinal))[Ready.Length..].Split(' ')[0]);

    public static async Task<AppConsole> StartAsync(string program, string home, IEnumerable<string> args, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo("dotnet", [program, "--urls=http://127.0.0.1:0", .. args])
        {
            WorkingDirectory = home,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new[] { ("HOME", home), ("LOCALAPPDATA", home), ("ASPNETCORE_ENVIRONMENT", "Production"), ("Wickson__ApiKey", "") })
        {
            info.Environment[name] = value;
        }

        var app = new AppConsole(Process.Start(info)!);
        await app.ReadUntilAsync(Last, cancellation);
        return app;
    }

    /// <summary>Reads on, to a line with this text.</summary>
    public async Task ReadUntilAsync(string text, CancellationToken cancellation)
    {
        do
        {
            _lines.Add((await _process.StandardOutput.ReadLineAsync(cancellation))?.Trim()
                ?? throw new InvalidOperationException($"The app ended: {Text} {await _errors}"));
        }
        while (!_lines[^1].Contains(text, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
