using BatchDashboard.Components.Display;
using BatchDashboard.Components.Errors;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution;

namespace BatchDashboard.Components.Resolution;

/// <summary>What became of files that were sent again, in words.</summary>
public static class LineageWords
{
    public static string Of(SentOutcome outcome) => outcome switch
    {
        SentOutcome.Succeeded => "succeeded",
        SentOutcome.Failed => "failed again",
        SentOutcome.Skipped => "not processed: Wickson skipped it as a duplicate, or it was cancelled",
        SentOutcome.Lost => "not known: Wickson does not know the new batch",
        _ => "no outcome yet",
    };

    public static string Tone(SentOutcome outcome) => outcome switch
    {
        SentOutcome.Succeeded => "succeeded",
        SentOutcome.Failed => "failed",
        SentOutcome.Skipped or SentOutcome.Lost => "stopped",
        _ => "waiting",
    };

    /// <summary>"20 files: 18 succeeded, 1 failed, 1 without an outcome yet".</summary>
    public static string Of(SentCounts files) => $"{Readable.Count(files.Sent, "file")}: {Parts(files)}";

    /// <summary>"18 succeeded, 1 failed"; without what there is none of.</summary>
    public static string Parts(SentCounts files)
    {
        var parts = new (long Count, string What)[]
        {
            (files.Succeeded, "succeeded"), (files.Failed, "failed"), (files.Skipped, "not processed"), (files.Lost, "lost"), (files.Waiting, "without an outcome yet"),
        };
        return string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{Readable.Count(part.Count)} {part.What}"));
    }

    /// <summary>Percent of the files with an outcome that succeeded; null while none has any.</summary>
    public static double? Rate(SentCounts files) =>
        files.Succeeded + files.Failed > 0 ? 100.0 * files.Succeeded / (files.Succeeded + files.Failed) : null;

    /// <summary>What the playbook said to do. A word of another version stays as it was kept.</summary>
    public static string Advice(string verdict) =>
        verdict.All(char.IsAsciiLetter) && Enum.TryParse<Verdict>(verdict, ignoreCase: true, out var known) ? VerdictWords.Tag(known)
        : verdict.Length == 0 ? Readable.Nothing
        : Readable.Word(verdict);
}
