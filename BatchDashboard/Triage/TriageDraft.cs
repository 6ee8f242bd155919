using System.Globalization;
using System.Text;

namespace BatchDashboard.Triage;

/// <summary>What an operator typed about an error group or about jobs.</summary>
/// <param name="Assignee">Null to leave each job its own.</param>
/// <param name="Note">Null to leave each job its own.</param>
public sealed record TriageDraft(TriageState State, string? Assignee, string? Note)
{
    /// <summary>What an operator can say.</summary>
    public static IReadOnlyList<TriageState> States { get; } = [TriageState.Open, TriageState.Acknowledged, TriageState.Resolved, TriageState.WontFix];

    public const int MaxAssignee = 80;
    public const int MaxNote = 10_000;

    /// <summary>Why it cannot be saved, in a sentence; null when it can.</summary>
    public string? Obstacle => this switch
    {
        { Assignee.Length: > MaxAssignee and var length } => string.Create(
            CultureInfo.InvariantCulture, $"The assignee has {length:N0} characters; at most {MaxAssignee:N0} are kept. Shorten the name, nothing was saved."),
        { Note.Length: > MaxNote and var length } => string.Create(
            CultureInfo.InvariantCulture, $"The note has {length:N0} characters; at most {MaxNote:N0} are kept. Shorten it, or link to the long text. Nothing was saved, and your text is still in the box."),
        _ => null,
    };

    /// <summary>As it is kept: without what nobody sees, or what would turn the direction of the page's text.</summary>
    public TriageChange ToChange(string by) => new(State, Clean(Assignee, ' ')?.Trim(), Clean(Note, '\n')?.Trim(), by);

    private static string? Clean(string? text, char lineBreak)
    {
        if (text is null)
        {
            return null;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\n')
            {
                clean.Append(lineBreak);
            }
            else if (rune.Value == '\t')
            {
                clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format) || rune.Value == '\u200d')
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
