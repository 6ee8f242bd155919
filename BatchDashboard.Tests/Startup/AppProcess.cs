using System.Diagnostics;

namespace BatchDashboard.Tests.Startup;

/// <summary>The app as operators start it: a process, with its output and its exit code.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private AppProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static string Program => typeof(BatchDashboard.Program).Assembly.Location;

    public static AppProcess Start(
        IEnumerable<string> args, string? workingDirectory = null, string? program = null, params (string Name, string Value)[] variables)
    {
        var info = new ProcessStartInfo("dotnet", [program ?? Program, .. args])
        {
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] inherited = ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "Urls", "HTTP_PORTS", "HTTPS_PORTS"];
        foreach (var name in info.Environment.Keys.Where(name => inherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }

        return new AppProcess(Process.Start(info)!);
    }

    /// <summary>Waits for the end of a start that must fail.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync(CancellationToken cancellation)
    {
        var output = await _process.StandardOutput.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, output, await _errors);
    }

    /// <summary>Waits until the app says where it listens.</summary>
    public async Task<Uri> ListeningAsync(CancellationToken cancellation)
    {
        const string Mark = "Now listening on: ";
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0)
            {
                return new Uri(line[(at + Mark.Length)..].Trim());
            }
        }

        throw new InvalidOperationException($"The app ended instead of listening: {await _errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
