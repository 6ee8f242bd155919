using System.Globalization;

namespace BatchDashboard.Following;

/// <summary>Text of others in a sentence: one line, nothing that hides or turns its neighbours round, not too long.</summary>
public static class PlainLine
{
    public static string Of(string? text, int longest = 120)
    {
        var line = string.Concat((text ?? "").Select(letter => Hides(letter) ? '\uFFFD' : letter)).Trim();
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
