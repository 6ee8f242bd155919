namespace BatchDashboard.Resolution.Resubmission;

/// <summary>A failed job whose file is to be sent again.</summary>
/// <param name="Job">The job's key, as it stands in its URL.</param>
/// <param name="Name">As the API sent it; it may hold a path.</param>
/// <param name="Verdict">What the playbook says to do with the file.</param>
public sealed record FileToFix(string Job, string? Name, long? SizeBytes, string? ErrorCode, string? MediaType, Verdict Verdict)
{
    /// <summary>The format that Wickson found, in lower case with the dot; null when the error's details name none.</summary>
    public string? FoundFormat { get; init; }

    /// <summary>The formats that the error's details name, in lower case with the dot; empty when they name none.</summary>
    public IReadOnlyList<string> SupportedFormats { get; init; } = [];

    /// <summary>The size limit that the error's details name; null when they name none.</summary>
    public long? MaxBytes { get; init; }
}

/// <summary>A file that the operator dropped; its content stays in the browser.</summary>
/// <param name="Index">The browser's own number of it.</param>
/// <param name="Path">With the folders that were dropped with it, parted by slashes; the name alone when there are none.</param>
public sealed record DroppedFile(int Index, string Path, string Name, long SizeBytes);

/// <summary>How a dropped file was recognised.</summary>
public enum MatchedBy
{
    Name,
    /// <summary>The names differ only in case or in how Unicode composes their letters.</summary>
    NameInOtherLetters,
    NameWithOtherExtension,
    /// <summary>Several have the name; the folders tell which is which.</summary>
    Folder,
    /// <summary>Several have the name; the sizes tell which is which.</summary>
    NameAndSize,
    /// <summary>Another name, but the only one of that size.</summary>
    Size,
    Operator,
}

public sealed record FileMatch(FileToFix File, DroppedFile Dropped, MatchedBy By);

/// <summary>A failed file for which several dropped ones may be meant, or one that may be meant for others too.</summary>
public sealed record AmbiguousFile(FileToFix File, IReadOnlyList<DroppedFile> Candidates);

/// <summary>What came of comparing the failed files with the dropped ones. Each list is in the order of its input.</summary>
public sealed record MatchResult(
    IReadOnlyList<FileMatch> Matched,
    IReadOnlyList<AmbiguousFile> Ambiguous,
    IReadOnlyList<FileToFix> Missing,
    IReadOnlyList<DroppedFile> Unneeded);
