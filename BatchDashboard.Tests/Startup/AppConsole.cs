namespace BatchDashboard.Tests.Startup;

/// <summary>The app as a process with an empty home, and what it writes to its console.</summary>
internal sealed class AppConsole(AppProcess app) : IAsyncDisposable
{
    private const string Ready = "BatchDashboard is ready: open ";
    private const string Last = "To stop it, press Ctrl+C.";

    /// <summary>All that it has said, line by line and without their indents.</summary>
    public string Text => string.Join('\n', app.Output.Split('\n', StringSplitOptions.TrimEntries));

    public Uri Url => new(Text.Split('\n').Single(line => line.StartsWith(Ready, StringComparison.Ordinal))[Ready.Length..].Split(' ')[0]);

    /// <summary>Starts it, and waits until it says that it is ready.</summary>
    public static async Task<AppConsole> StartAsync(string program, string home, IEnumerable<string> args, CancellationToken cancellation)
    {
        var app = AppProcess.Start(["--urls=http://127.0.0.1:0", .. args], home, program, ("HOME", home), ("LOCALAPPDATA", home));
        var console = new AppConsole(app);
        await console.ReadUntilAsync(Last, cancellation);
        return console;
    }

    /// <summary>Waits for a line with this text.</summary>
    public Task ReadUntilAsync(string text, CancellationToken cancellation) => app.SaysAsync(text, cancellation);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
