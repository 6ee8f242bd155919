using System.Globalization;
using System.Text;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Humanizer;

namespace BatchDashboard.Components.Display;

/// <summary>Values as an operator reads them.</summary>
public static class Readable
{
    public const string Nothing = "–";

    // Longer texts of the API are no reading: exports have them whole.
    private const int MaxText = 4000;
    private const int MaxLine = 300;
    private const int MaxWord = 100;

    /// <summary>"1,234".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"3 files", "1 file".</summary>
    public static string Count(long count, string noun) =>
        Count(count) + " " + (count == 1 ? noun : noun.Pluralize());

    /// <summary>"1,234" up to 99,999, then "123 k", "1.2 M".</summary>
    public static string Rounded(long count) => Math.Abs(count) switch
    {
        < 100_000 => Count(count),
        < 1_000_000 => (count / 1e3).ToString("0", CultureInfo.InvariantCulture) + " k",
        _ => (count / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " M",
    };

    /// <summary>"244.9 MB"; nothing for a negative size.</summary>
    public static string Bytes(long bytes) => bytes < 0 ? Nothing : SizeText.Of(bytes);

    /// <summary>"3 h 44 min", "1 min 42 s", "0.4 s".</summary>
    public static string Duration(TimeSpan span)
    {
        if (span < TimeSpan.Zero)
        {
            return Nothing;
        }

        var invariant = CultureInfo.InvariantCulture;
        return span switch
        {
            { TotalSeconds: < 10 } => span.TotalSeconds.ToString("0.#", invariant) + " s",
            { TotalMinutes: < 1 } => span.Seconds.ToString(invariant) + " s",
            { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
            { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
            _ => $"{Count((long)span.TotalDays)} d {span.Hours} h",
        };
    }

    /// <summary>"about 3 min left".</summary>
    public static string TimeLeft(TimeSpan span) => About(span) + " left";

    /// <summary>"about 8 s", "about 3 min", "about 1 h 10 min": no finer than a guess can be, so that it counts down calmly.</summary>
    public static string About(TimeSpan span)
    {
        var seconds = Math.Max(1, span.TotalSeconds);
        var rounded = seconds switch
        {
            < 10 => Math.Ceiling(seconds),
            < 60 => 5 * Math.Ceiling(seconds / 5),
            < 3600 => 60 * Math.Ceiling(seconds / 60),
            _ => 600 * Math.Ceiling(seconds / 600),
        };
        return rounded is >= 60 and < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"about {rounded / 60} min")
            : $"about {Duration(TimeSpan.FromSeconds(rounded))}";
    }

    /// <summary>Percent of 100 that rounds neither a failure nor a success away: 99.99 is "99.9 %", 0.01 is "&lt; 0.1 %".</summary>
    public static string Percent(double percent)
    {
        var shown = BatchCounts.Rounded(percent, 1).ToString("0.#", CultureInfo.InvariantCulture) + " %";
        return percent is > 0 and < 0.1 ? "< " + shown : shown;
    }

    /// <summary>"format_error" as "Format error".</summary>
    public static string Word(string? value) =>
        string.IsNullOrWhiteSpace(value) ? "Unknown" : Visible(value, MaxWord).Humanize(LetterCasing.Sentence);

    /// <summary>"Format error" for "format_error", and nothing for a code that has no words to part, such as "415".</summary>
    public static string CodeInWords(string code) => code.Contains('_', StringComparison.Ordinal) ? Word(code) : "";

    /// <summary>
    /// Text from the API in one line that hides nothing: control and direction characters become visible signs, so that
    /// a name can neither break the layout nor pretend to be another. One with more than <paramref name="most"/> characters keeps
    /// its ends.
    /// </summary>
    public static string Visible(string text, int most = MaxText)
    {
        text = Middle(text, most);
        if (!text.Any(IsInvisible))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            visible.Append(character switch
            {
                '\n' => "␊",
                '\r' => "␍",
                '\t' => "␉",
                _ when IsInvisible(character) => "\uFFFD",
                _ => character.ToString(),
            });
        }

        return visible.ToString();
    }

    /// <summary>The same for a row of a list.</summary>
    public static string Line(string text) => Visible(text, MaxLine);

    /// <summary>Long ids keep their ends: "vec-1234…cdef".</summary>
    public static string Middle(string id, int length = 20) =>
        id.Length <= length ? id : string.Concat(id.AsSpan(0, length / 2), "…", id.AsSpan(id.Length - (length / 2) + 1));

    private static bool IsInvisible(char character) =>
        char.IsControl(character)
        || char.IsSurrogate(character) is false && char.GetUnicodeCategory(character) is UnicodeCategory.Format && character != '\u200d';
}
