namespace BatchDashboard.Resolution.Resubmission;

/// <summary>
/// Finds for each failed file the dropped one that takes its place: by name, then by the name in other letters, then by the
/// name with another extension, and last by a size that nothing else has. Nothing is guessed: where several files come into
/// question, and neither folders nor sizes tell them apart, the operator chooses.
/// </summary>
public static class Matcher
{
    /// <summary>In time proportional to the number of files.</summary>
    public static MatchResult Match(IReadOnlyList<FileToFix> failed, IReadOnlyList<DroppedFile> dropped)
    {
        ArgumentNullException.ThrowIfNull(failed);
        ArgumentNullException.ThrowIfNull(dropped);
        var round = new MatchRound(failed, dropped);
        var failedNames = Names(failed, file => string.IsNullOrWhiteSpace(file.Name) ? null : FileNames.BaseName(file.Name));
        var droppedNames = Names(dropped, file => file.Name);
        round.Pair(MatchedBy.Name, failedNames, droppedNames);

        Fold(failedNames);
        Fold(droppedNames);
        round.Pair(MatchedBy.NameInOtherLetters, failedNames, droppedNames);

        Cut(failedNames);
        Cut(droppedNames);
        round.Pair(MatchedBy.NameWithOtherExtension, failedNames, droppedNames);
        round.PairBySize();
        return round.Result();
    }

    private static string?[] Names<T>(IReadOnlyList<T> files, Func<T, string?> name)
    {
        var names = new string?[files.Count];
        for (var index = 0; index < names.Length; index++)
        {
            names[index] = name(files[index]) is { Length: > 0 } text ? text : null;
        }

        return names;
    }

    private static void Fold(string?[] names)
    {
        for (var index = 0; index < names.Length; index++)
        {
            names[index] = names[index] is { } name ? FileNames.Fold(name) : null;
        }
    }

    private static void Cut(string?[] names)
    {
        for (var index = 0; index < names.Length; index++)
        {
            names[index] = names[index] is { } name ? FileNames.Stem(name) : null;
        }
    }
}
