using System.ComponentModel;
using System.Diagnostics;

namespace BatchDashboard.Tests.Startup;

/// <summary>Another program that has to come to its end by itself.</summary>
internal static class ProcessRun
{
    public static async Task<(int ExitCode, string Output, string Errors)> ToEndAsync(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(CancellationToken.None)).InTimeAsync($"the end of {start.FileName}");
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"The tests need {start.FileName}: install it.", missing);
        }
    }
}
