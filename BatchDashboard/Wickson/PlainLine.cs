using System.Globalization;

namespace BatchDashboard.Wickson;

/// <summary>Text of others in a sentence: one line, nothing that hides or turns its neighbours round, not too long.</summary>
public static class PlainLine
{
    /// <summary>With a sign for each character that cannot be shown: a text that has one is seen to have it.</summary>
    public static string Of(string? text, int longest = 120) => Line(text, '\uFFFD', longest);

    /// <summary>With a space for each of them: what was written in several lines reads as one.</summary>
    public static string Spaced(string? text, int longest = 120) => Line(text, ' ', longest);

    private static string Line(string? text, char instead, int longest)
    {
        var line = string.Concat((text ?? "").Select(letter => Hides(letter) ? instead : letter)).Trim();
        if (line.Length <= longest)
        {
            return line;
        }

        return string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[longest - 2]) ? longest - 2 : longest - 1), "…");
    }

    private static bool Hides(char letter) =>
        char.IsControl(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
