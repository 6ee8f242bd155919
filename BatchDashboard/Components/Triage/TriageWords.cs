using BatchDashboard.Triage;

namespace BatchDashboard.Components.Triage;

/// <summary>The states of triage in words, and as the style sheet and forms know them.</summary>
public static class TriageWords
{
    public static IReadOnlyList<TriageState> States => TriageDraft.States;

    public static string Of(TriageState state) => state switch
    {
        TriageState.Acknowledged => "Acknowledged",
        TriageState.Resolved => "Resolved",
        TriageState.WontFix => "Won’t fix",
        _ => "Open",
    };

    /// <summary>What a state means, for who has not met it.</summary>
    public static string Meaning(TriageState state) => state switch
    {
        TriageState.Acknowledged => "Somebody works on it.",
        TriageState.Resolved => "It is dealt with.",
        TriageState.WontFix => "It stays as it is, on purpose.",
        _ => "Nobody has taken it up.",
    };

    /// <summary>As an attribute: "wont-fix".</summary>
    public static string Tone(TriageState state) => state switch
    {
        TriageState.Acknowledged => "acknowledged",
        TriageState.Resolved => "resolved",
        TriageState.WontFix => "wont-fix",
        _ => "open",
    };

    /// <summary>The state whose <see cref="Tone"/> it is; open for anything else.</summary>
    public static TriageState Read(string? tone) => States.FirstOrDefault(state => Tone(state) == tone);

    /// <summary>One line for a hover: "Acknowledged, Ana: see TICKET-7".</summary>
    public static string Line(TriageMark mark) => string.Concat(
        Of(mark.State),
        mark.Assignee is { } assignee ? ", " + assignee : "",
        mark.Note is { } note ? ": " + Display.Readable.Middle(Display.Readable.Visible(note.ReplaceLineEndings(" ")), 160) : "");
}
