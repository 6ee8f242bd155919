using System.Diagnostics;

namespace BatchDashboard.Benchmarks.Processes;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
