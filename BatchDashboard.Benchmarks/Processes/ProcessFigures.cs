using System.Globalization;

namespace BatchDashboard.Benchmarks.Processes;

/// <summary>What Linux tells of a process.</summary>
internal sealed class ProcessFigures(int id)
{
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Memory in RAM now, program files included.</summary>
    public double ResidentMegabytes => FromStatus("VmRSS:");

    /// <summary>The most memory that was in RAM since the start.</summary>
    public double PeakResidentMegabytes => FromStatus("VmHWM:");

    /// <summary>Memory that this process alone has.</summary>
    public double PrivateMegabytes => Sum($"/proc/{id}/smaps_rollup", "Private_Clean:", "Private_Dirty:");

    /// <summary>Seconds of processor time since the start.</summary>
    public double ProcessorSeconds
    {
        get
        {
            // The name of the program stands in parentheses and may hold spaces.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (Parse(fields[11]) + Parse(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>The most megabytes in RAM until it is cancelled: <see cref="PeakResidentMegabytes"/> has the start's peak in it.</summary>
    public async Task<double> WatchPeakAsync(CancellationToken cancellation)
    {
        var peak = 0.0;
        while (!cancellation.IsCancellationRequested)
        {
            peak = Math.Max(peak, ResidentMegabytes);
            await Task.Delay(Look, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    private double FromStatus(string key) => Sum($"/proc/{id}/status", key);

    private static double Sum(string file, params string[] keys) =>
        File.ReadLines(file)
            .Where(line => keys.Any(key => line.StartsWith(key, StringComparison.Ordinal)))
            .Sum(line => Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2])) / 1024;

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
