using BatchDashboard.Resolution;

namespace BatchDashboard.Sandbox;

/// <summary>How this process's sandbox treats the files that it is sent. For tests in the same process, before they send.</summary>
public sealed class SandboxUploads
{
    /// <summary>The time that each file of a new batch takes, one after the other; the batch waits as long before it starts. Zero: all at once.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The error code with which a file of this name and size fails; null when it succeeds.</summary>
    public Func<string, long, string?> Fails { get; set; } = ByTheReference;

    /// <summary>An ending that the reference does not list, no content, or more of it than its kind may have.</summary>
    public static string? ByTheReference(string fileName, long sizeBytes) => FileLimits.Find(FileLimits.EndingOf(fileName), null) switch
    {
        null => "format_error",
        _ when sizeBytes == 0 => "corrupted_file",
        var kind when sizeBytes > kind.MaxBytes => "validation_error",
        _ => null,
    };
}
