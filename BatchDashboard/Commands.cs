using BatchDashboard.Data;
using BatchDashboard.Import;

namespace BatchDashboard;

/// <summary>What the program is started for: to serve, or for a command that ends by itself.</summary>
internal static class Commands
{
    /// <summary>The exit code. What stops the start is one sentence.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args is [ImportCommand.Name, .. var rest] ? await ImportAsync(rest, CancellationToken.None) : await ServeAsync(args);
        }
        catch (StartupException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        await using var app = await AppHost.StartAsync(args, CancellationToken.None);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Imports files without starting the server. Settings may be among them, as <c>--Section:Key=value</c>.</summary>
    private static async Task<int> ImportAsync(string[] rest, CancellationToken cancellation)
    {
        var settings = rest.Where(word => word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        try
        {
            await using var app = Program.Build([ImportCommand.SourceSetting, .. settings]);
            app.ValidateSettings();
            await app.Services.PrepareDataAsync(cancellation);
            return await ImportCommand.RunAsync(
                [.. rest.Except(settings, StringComparer.Ordinal)], app.Services, Console.Out, Console.Error, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw StartupException.From(exception, rest);
        }
    }
}
