using System.Text.Json;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution;

/// <summary>What is known of the file, or of all files of one error type, that an advice is about.</summary>
internal sealed record FileFacts
{
    private const double LargeShare = 0.5;

    public FailureDetails Details { get; private init; } = new(null);

    public string? JobId { get; private init; }

    /// <summary>In lower case with the dot; null when there is none, or when several files are meant.</summary>
    public string? Ending { get; private init; }

    public long? SizeBytes { get; private init; }

    public FileKind? Kind { get; private init; }

    /// <summary>True when the advice is about one file.</summary>
    public bool IsOneFile { get; private init; }

    /// <summary>How long the API worked on the file.</summary>
    public TimeSpan? Duration { get; private init; }

    /// <summary>The limit of the error's own details, or else of the file's kind.</summary>
    public long? MaxBytes => Details.MaxBytes ?? Kind?.MaxBytes;

    /// <summary>The program that made the file for itself; null for a file of somebody's own.</summary>
    public string? MadeBy { get; private init; }

    public bool IsEmpty => SizeBytes == 0;

    public bool IsTooLarge => SizeBytes > MaxBytes;

    /// <summary>So near to its limit that size may be what made it slow or heavy.</summary>
    public bool IsLarge => SizeBytes > MaxBytes * LargeShare;

    public bool IsPlayed => Kind?.MaxDuration is not null;

    /// <summary>What the errors themselves name as read, in lower case with the dot; empty when they name nothing, or not all the same.</summary>
    public IReadOnlyList<string> SupportedFormats { get; private init; } = [];

    /// <summary>Endings of the files, most frequent first, where several are meant.</summary>
    public IReadOnlyList<NamedCount> Endings { get; private init; } = [];

    /// <summary>Whether the ending is one of those that are supported, by the details first; null when nobody can tell, or not for all alike.</summary>
    public bool? IsSupported => Ending is not null ? IsRead(Ending)
        : Endings.Count == 0 ? null
        : Endings.All(ending => IsRead(ending.Name)) ? true
        : Endings.All(ending => !IsRead(ending.Name)) ? false
        : null;

    public bool IsRead(string ending) => SupportedFormats.Count > 0 ? SupportedFormats.Contains(ending, StringComparer.Ordinal) : FileLimits.IsKnown(ending);

    /// <summary>The error type of the file itself, to compare its neighbours with.</summary>
    public string? ErrorType { get; private init; }

    public JobNeighbours? Neighbours { get; private init; }

    public static FileFacts Of(JobRow job, JsonElement? details, JobNeighbours? neighbours = null)
    {
        var read = new FailureDetails(details);
        var ending = FileLimits.EndingOf(job.FileName) ?? read.Format;
        return new FileFacts
        {
            Details = read,
            SupportedFormats = read.SupportedFormats,
            JobId = job.JobId,
            Ending = ending,
            MadeBy = HelperFiles.MadeBy(job.FileName),
            SizeBytes = job.SizeBytes is >= 0 ? job.SizeBytes : null,
            Kind = FileLimits.Find(ending, job.MediaType),
            IsOneFile = true,
            Duration = job.Duration,
            ErrorType = TriageOn.ErrorTypeOf(job),
            Neighbours = neighbours,
        };
    }

    /// <summary>Of all files of one error type.</summary>
    /// <param name="group">What they have in common; null when that is not known.</param>
    public static FileFacts OfMany(ErrorGroupView? group) => group is null ? new() : new()
    {
        SupportedFormats = FailureDetails.Endings(group.SupportedFormats),
        Endings = [.. group.Formats.Where(format => FileLimits.EndingOf("x" + format.Name) is not null)],
    };
}
