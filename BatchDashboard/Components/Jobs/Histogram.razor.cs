using System.Globalization;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>How values spread, as a small chart.</summary>
public sealed partial class Histogram
{
    /// <summary>As many edges and counts as there is room for without turning them.</summary>
    private const int Labelled = 8;

    /// <summary>What is counted: "Sizes".</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public Distribution? Value { get; set; }

    /// <summary>How the edge of a bin reads: "128 KB".</summary>
    [Parameter, EditorRequired]
    public Func<long, string> Edge { get; set; } = default!;

    private DistributionBin Most => Value!.Bins.MaxBy(bin => bin.Count)!;

    private int Step => (Value!.Bins.Count + Labelled - 1) / Labelled;

    /// <summary>Where the values are, in a few words; empty when there are none.</summary>
    public static string EssenceOf(Distribution? value, Func<long, string> edge)
    {
        if (value is not { Count: > 0 })
        {
            return "";
        }

        var most = value.Bins.MaxBy(bin => bin.Count)!;
        var share = (double)most.Count / value.Count;
        var word = share >= 1 ? "all" : share > 0.5 ? "most" : "most often";
        return most.To == long.MaxValue
            ? $"{word} {edge(most.From)} or more"
            : $"{word} between {edge(most.From)} and {edge(most.To)}";
    }

    private string Range(DistributionBin bin) => bin.To == long.MaxValue ? $"{Edge(bin.From)} or more" : $"{Edge(bin.From)} to {Edge(bin.To)}";

    // A single job among a million must still be seen.
    private double Height(DistributionBin bin) => bin.Count == 0 ? 0 : Math.Max(3, 100.0 * bin.Count / Most.Count);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
