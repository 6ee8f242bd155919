namespace BatchDashboard.Results;

/// <summary>Reads the API's words for the state of a batch and of a job.</summary>
public static class ApiWords
{
    public static IReadOnlyList<string> JobStatuses { get; } = ["succeeded", "failed", "processed"];

    public static IReadOnlyList<string> MediaTypes { get; } = ["document", "image", "video", "audio", "model"];

    public static IReadOnlyList<string> ErrorCodes { get; } =
    [
        "validation_error", "format_error", "corrupted_file", "processing_error",
        "storage_error", "timeout_error", "resource_error", "quota_exceeded",
    ];

    public static BatchState State(string? status) => Read(status, BatchState.Unknown);

    public static JobOutcome Outcome(string? status) => Read(status, JobOutcome.Unknown);

    // Enum.TryParse alone would take "3" and "Created, Running" for states.
    private static T Read<T>(string? word, T unknown)
        where T : struct, Enum =>
        word?.Trim() is { Length: > 0 } trimmed && trimmed.All(char.IsAsciiLetter) && Enum.TryParse<T>(trimmed, ignoreCase: true, out var value) ? value : unknown;
}
