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

    /// <summary>What the file is: what the API found it to be, or else what its name claims. As <see cref="Ending"/>.</summary>
    public string? Format => Details.Format ?? Ending;

    /// <summary>The ending that its name would have if it were right: its own where that is read, else that of its format.</summary>
    public string? SavedAs => Ending is { } ending && RefusedFiles.IsAmong(SupportedFormats, ending) ? ending : Format;

    /// <summary>The limit of the error's own details, or else of the file's kind; none for a format that is refused whatever its size.</summary>
    public long? MaxBytes => Details.MaxBytes ?? (IsSupported == false ? null : Kind?.MaxBytes);

    /// <summary>The program that made the file for itself; null for a file of somebody's own.</summary>
    public string? MadeBy { get; private init; }

    public bool IsEmpty => SizeBytes == 0;

    public bool IsTooLarge => SizeBytes > MaxBytes;

    /// <summary>So near to its limit that size may be what made it slow or heavy.</summary>
    public bool IsLarge => SizeBytes > MaxBytes * LargeShare;

    public bool IsPlayed => Kind?.MaxDuration is not null;

    /// <summary>What the errors themselves name as read, in lower case with the dot; empty when they name nothing, or not all the same.</summary>
    public IReadOnlyList<string> SupportedFormats { get; private init; } = [];

    /// <summary>The formats of the files, the largest part first, where several are meant.</summary>
    public IReadOnlyList<RefusedFiles> Refused { get; private init; } = [];

    /// <summary>Whether the format is one of those that are supported, by the details first; null when nobody can tell, or not for all alike.</summary>
    public bool? IsSupported => Format is { } format ? RefusedFiles.IsAmong(SupportedFormats, format)
        : Refused.Count == 0 ? null
        : Refused.All(one => one.IsRead) ? true
        : Refused.All(one => !one.IsRead) ? false
        : null;

    /// <summary>The error type of the file itself, to compare its neighbours with.</summary>
    public string? ErrorType { get; private init; }

    public JobNeighbours? Neighbours { get; private init; }

    public static FileFacts Of(JobRow job, JsonElement? details, JobNeighbours? neighbours = null)
    {
        var read = new FailureDetails(details);
        var ending = FileLimits.EndingOf(job.FileName);
        return new FileFacts
        {
            Details = read,
            SupportedFormats = read.SupportedFormats,
            JobId = job.JobId,
            Ending = ending,
            MadeBy = HelperFiles.MadeBy(job.FileName),
            SizeBytes = job.SizeBytes is >= 0 ? job.SizeBytes : null,
            Kind = FileLimits.Find(read.Format ?? ending, job.MediaType),
            IsOneFile = true,
            Duration = job.Duration,
            ErrorType = TriageResults.ErrorTypeOf(job),
            Neighbours = neighbours,
        };
    }

    /// <summary>Of all files of one error type.</summary>
    /// <param name="group">What they have in common; null when that is not known.</param>
    public static FileFacts OfMany(ErrorGroupView? group)
    {
        IReadOnlyList<RefusedFiles> refusals = group is null ? [] : RefusedFiles.Of(group);
        var lists = refusals.DistinctBy(one => one.List, StringComparer.Ordinal).ToList();
        return new() { Refused = refusals, SupportedFormats = lists is [var only] ? only.Supported : [] };
    }
}
