using System.Text;

namespace BatchDashboard.Cache;

/// <summary>Text as a column holds it.</summary>
public static class StoredText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Without what SQLite's text functions stumble over: NUL ends a text for them, half a surrogate pair is no UTF-8.</summary>
    public static string Clean(string text)
    {
        if (!text.Contains('\0', StringComparison.Ordinal) && !HasLoneSurrogate(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    /// <summary>For search and order: composed and in lower case, so that letters match however they were typed.</summary>
    public static string Fold(string text) => Compose(text).ToLowerInvariant().Normalize(NormalizationForm.FormC);

    /// <summary>With its letters composed: Macs write accents in two characters, others in one.</summary>
    public static string Compose(string text) =>
        // U+FFFE is no character, and Normalize throws for it.
        Clean(text).Replace('\uFFFE', Replacement).Normalize(NormalizationForm.FormC);

    /// <summary>Compares as the bytes of UTF-8 do, and so as SQLite does.</summary>
    public static int Compare(string one, string other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));

    /// <summary>Null, too, for a text of nothing but white space.</summary>
    public static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }
}
