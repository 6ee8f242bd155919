using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What stands against sending a file.</summary>
public enum FileProblemKind
{
    Empty,
    /// <summary>Larger than a whole batch may be.</summary>
    OverBatchLimit,
    OverLimit,
    UnsupportedFormat,
    /// <summary>It seems to be the very file that failed, although it has to be changed.</summary>
    Unchanged,
}

/// <param name="Sentence">For an operator.</param>
public sealed record FileProblem(FileProblemKind Kind, string Sentence)
{
    /// <summary>Sending it makes no sense, whatever the operator says.</summary>
    public bool IsFinal => Kind is FileProblemKind.Empty or FileProblemKind.OverBatchLimit;

    /// <summary>Worth a look, but sent all the same.</summary>
    public bool IsWarning => Kind == FileProblemKind.Unchanged;
}

/// <summary>Checks a dropped file against what is known of the failure that it is to repair.</summary>
public static class FileProblems
{
    /// <summary>The worst problem, or null. The error's own details win over the table of formats and limits.</summary>
    public static FileProblem? Find(FileToFix failed, DroppedFile dropped)
    {
        ArgumentNullException.ThrowIfNull(failed);
        ArgumentNullException.ThrowIfNull(dropped);
        var size = dropped.SizeBytes;
        if (size == 0)
        {
            return new(FileProblemKind.Empty, "The file is empty: 0 bytes.");
        }

        if (size > BatchLimits.Bytes)
        {
            // Sizes are shown in units of 1,024, in which the limit is 95.4 MB: only bytes tell that 98 MB are more than 100 MB.
            return new(
                FileProblemKind.OverBatchLimit,
                FormattableString.Invariant($"{size:N0} bytes are more than the 100 MB ({BatchLimits.Bytes:N0} bytes) that a whole batch may have."));
        }

        var ending = FileLimits.EndingOf(dropped.Name);
        var listed = failed.SupportedFormats;
        if (ending is not null && (listed.Count > 0 ? !listed.Contains(ending, StringComparer.Ordinal) : !FileLimits.IsKnown(ending)))
        {
            return new(
                FileProblemKind.UnsupportedFormat,
                listed.Count > 0 ? $"{ending} is not among {Wording.List(listed)}." : $"{ending} is not among the formats that Wickson documents.");
        }

        var kind = FileLimits.Find(ending, failed.MediaType);
        if ((failed.MaxBytes ?? kind?.MaxBytes) is { } limit && size > limit)
        {
            return new(
                FileProblemKind.OverLimit,
                $"{Wording.SizeOver(size, limit)} is over the {Wording.Size(limit)} limit{(failed.MaxBytes is null ? $" for {kind!.Name}" : "")}.");
        }

        return failed.Verdict == Verdict.ChangeFile && size == failed.SizeBytes && failed.Name is { } name && FileNames.BaseName(name) == dropped.Name
            ? new(FileProblemKind.Unchanged, "It has the name and the size of the file that failed, and that one has to be changed first.")
            : null;
    }
}
