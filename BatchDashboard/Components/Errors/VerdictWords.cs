using BatchDashboard.Resolution;

namespace BatchDashboard.Components.Errors;

/// <summary>What should become of a file and who must act, in words.</summary>
public static class VerdictWords
{
    public static string Of(Advice advice) => $"{Of(advice.Verdict)} {Of(advice.Actor)}";

    /// <summary>A team's title as it stands before another sentence.</summary>
    public static string Sentence(string text) => text is [.., '.' or '!' or '?'] ? text : text + ".";

    /// <summary>Two words to scan for.</summary>
    public static string Tag(Verdict verdict) => verdict switch
    {
        Verdict.SendAgain => "Send again",
        Verdict.ChangeFile => "Change the file",
        Verdict.Drop => "Drop it",
        Verdict.Wait => "Wait",
        _ => "Look first",
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.SendAgain => "The same file may be sent again as it is.",
        Verdict.ChangeFile => "The file must be changed before it is sent again.",
        Verdict.Drop => "The file cannot be processed.",
        Verdict.Wait => "Wait, then send the same file again.",
        _ => "Look at the details before the file is sent again.",
    };

    public static string Of(Actor actor) => actor switch
    {
        Actor.AccountOwner => "The account's owner must act.",
        Actor.Wickson => "Wickson must act.",
        _ => "You can act.",
    };
}
