namespace BatchDashboard.Benchmarks.Measures;

/// <summary>How often something was measured, and how the values spread.</summary>
internal sealed record Spread(int Count, double Min, double Median, double P95, double P99, double Max)
{
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("Nothing was measured.", nameof(values));
        }

        return new Spread(sorted.Length, sorted[0], At(sorted, 0.5), At(sorted, 0.95), At(sorted, 0.99), sorted[^1]);
    }

    // Between two values in proportion, as BenchmarkDotNet and spreadsheets do.
    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
