using System.Globalization;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Humanizer;

namespace BatchDashboard.Resolution;

/// <summary>Numbers and lists as they stand in a sentence of advice.</summary>
internal static class Wording
{
    private const int MaxListed = 12;
    private static readonly string[] Precisions = ["0.#", "0.##"];

    public static string Size(long bytes) => SizeText.Of(bytes);

    /// <summary>A size beside a limit that it exceeds, with as many digits as tell the two apart.</summary>
    public static string SizeOver(long bytes, long limit) =>
        Precisions.Select(format => SizeText.Of(bytes, format)).FirstOrDefault(text => text != Size(limit))
        ?? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");

    public static string Time(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1) ? "less than a second" : time.Humanize(2, CultureInfo.InvariantCulture, minUnit: TimeUnit.Second);

    public static string Count(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string List(IReadOnlyList<string> items) =>
        string.Join(", ", items.Take(MaxListed)) + (items.Count > MaxListed ? $" and {items.Count - MaxListed} more" : "");

    /// <summary>Formats that are read, after "among".</summary>
    /// <param name="supported">Those that the error itself names; empty when it names none.</param>
    public static string Among(IReadOnlyList<string> supported) => supported.Count > 0 ? List(supported) : "the formats that Wickson documents";

    /// <summary>Foreign text made fit for a sentence, which has its own full stop.</summary>
    public static string Quote(string text, int maxLength = 120) => PlainLine.Spaced(text, maxLength).TrimEnd('.');

    /// <summary>The API's "monthly_items" as words.</summary>
    public static string Words(string name) => name.Replace('_', ' ');
}
