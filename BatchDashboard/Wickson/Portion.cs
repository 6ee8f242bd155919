using System.Globalization;
using System.Runtime.InteropServices;

namespace BatchDashboard.Wickson;

/// <summary>
/// So many jobs of all: the one way to say how much of a batch is downloaded. Never more than all, whatever the API counts: jobs
/// that are there count as announced.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Portion
{
    public Portion(long done, long all)
    {
        Done = Math.Max(0, done);
        All = Math.Max(Done, all);
    }

    public long Done { get; }

    public long All { get; }

    /// <summary>0 to 100; 0 of nothing.</summary>
    public double Percent => All == 0 ? 0 : Math.Min(100, 100.0 * Done / All);

    /// <summary>"1,200 of 4,000".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Done:N0} of {All:N0}");
}
