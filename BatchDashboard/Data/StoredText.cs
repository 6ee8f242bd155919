using System.Text;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>Text as a column holds it.</summary>
public static class StoredText
{
    private const char Replacement = '\uFFFD';

    /// <summary>For search and order: composed and in lower case, so that letters match however they were typed.</summary>
    public static string Fold(string text) => Compose(text).ToLowerInvariant().Normalize(NormalizationForm.FormC);

    /// <summary>With its letters composed: Macs write accents in two characters, others in one.</summary>
    public static string Compose(string text) =>
        // U+FFFE is no character, and Normalize throws for it.
        SoundText.Clean(text).Replace('\uFFFE', Replacement).Normalize(NormalizationForm.FormC);

    /// <summary>Compares as the bytes of UTF-8 do, and so as SQLite does.</summary>
    public static int Compare(string one, string other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));

    /// <summary>Null, too, for a text of nothing but white space.</summary>
    public static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
