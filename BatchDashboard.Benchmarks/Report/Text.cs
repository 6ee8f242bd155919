using System.Globalization;
using BatchDashboard.Benchmarks.Measures;

namespace BatchDashboard.Benchmarks.Report;

/// <summary>Figures as a reader wants them: three digits, and a word where there is none.</summary>
internal static class Text
{
    public const string Nothing = "–";

    public static string Number(double? value) => value switch
    {
        null => Nothing,
        { } number when Math.Abs(number) >= 1000 => number.ToString("N0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 100 => number.ToString("F0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 10 => number.ToString("0.#", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.##", CultureInfo.InvariantCulture),
    };

    public static string Number(double? value, string unit) => value is null || unit.Length == 0 ? Number(value) : $"{Number(value)} {unit}";

    public static string Median(Measure? measure) => Number(measure?.Spread.Median, measure?.Unit ?? "");

    /// <summary>How many times a is b: "0.8 x".</summary>
    public static string Ratio(double? a, double? b) => a is null || b is null or 0 ? Nothing : Number(a / b) + " x";

    public static string Jobs(long jobs) => jobs switch
    {
        0 => "–",
        >= 1_000_000 when jobs % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{jobs / 1_000_000} million"),
        >= 1_000 when jobs % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{jobs / 1_000} thousand"),
        _ => jobs.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>A Markdown table.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        // The first column is words, the others are figures.
        var rule = head.Select((_, place) => place == 0 ? "---" : "---:");
        return string.Join('\n', new[] { Line(head), Line([.. rule]) }.Concat(rows.Select(Line))) + "\n";

        static string Line(IReadOnlyList<string> cells) => "| " + string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))) + " |";
    }
}
