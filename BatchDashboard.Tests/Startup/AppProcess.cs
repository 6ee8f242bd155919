using System.Diagnostics;
using System.Text;

namespace BatchDashboard.Tests.Startup;

/// <summary>The app as operators start it: a process, with its output and its exit code, in the environment of <see cref="TestEnvironment"/>.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Mark = "Now listening on: ";
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _said = new(0);
    private readonly Task _ended;

    private AppProcess(Process process)
    {
        _process = process;
        _ended = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors), process.WaitForExitAsync(CancellationToken.None));
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
        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }

        return new AppProcess(Process.Start(info)!);
    }

    /// <summary>What it has written so far.</summary>
    public string Output => Text(_output);

    /// <summary>Waits until its output has a text. One wait at a time.</summary>
    public async Task SaysAsync(string text, CancellationToken cancellation)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_ended.IsCompleted && !Output.Contains(text, StringComparison.Ordinal), $"The app ended. {Said()}");
            await Task.WhenAny(_said.WaitAsync(cancellation), _ended).WaitAsync(cancellation).InTimeAsync($"the app to say “{text}”", Said);
        }
    }

    /// <summary>Waits for the end of a start that must fail.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync(CancellationToken cancellation)
    {
        var first = await Task.WhenAny(_ended, _listening.Task).WaitAsync(cancellation).InTimeAsync("the app to end", Said);
        if (first == _listening.Task)
        {
            Assert.Fail($"The app listens on {await _listening.Task} instead of ending. {Said()}");
        }

        await _ended;
        return (_process.ExitCode, Text(_output), Text(_errors));
    }

    /// <summary>Waits until the app says where it listens.</summary>
    public async Task<Uri> ListeningAsync(CancellationToken cancellation)
    {
        var first = await Task.WhenAny(_ended, _listening.Task).WaitAsync(cancellation).InTimeAsync("the app to listen", Said);
        if (!_listening.Task.IsCompleted)
        {
            await first;
            Assert.Fail($"The app ended with {_process.ExitCode} instead of listening. {Said()}");
        }

        return await _listening.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _ended;
        _said.Dispose();
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }

            _said.Release();

            if (line.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0)
            {
                _listening.TrySetResult(new Uri(line[(at + Mark.Length)..].Trim()));
            }
        }
    }

    private string Said() => $"It said so far:\n{Text(_output)}\n{Text(_errors)}";

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
