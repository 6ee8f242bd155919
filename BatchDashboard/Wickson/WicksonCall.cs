namespace BatchDashboard.Wickson;

/// <summary>One call, as far as its errors have to name it.</summary>
/// <param name="Method">A GET may be repeated; nothing else may.</param>
/// <param name="Path">Path and query after the base address, escaped.</param>
/// <param name="Subject">What is asked for, within a sentence: "batch batch-abc123".</param>
internal sealed record WicksonCall(HttpMethod Method, string Path, string Subject)
{
    /// <summary>Asked again soon anyway, so that a retry would only cost a request.</summary>
    public bool IsPoll { get; init; }

    public RequestPurpose Purpose { get; init; }
}
