namespace BatchDashboard.Wickson;

/// <summary>
/// Whether a batch is over and never changes again: by the documented words for that, or, for a word that the reference does not
/// name ("completed_with_warnings") or none at all, by a time of completion.
/// </summary>
public static class FinalStatus
{
    private static readonly string[] Final = ["completed", "failed", "cancelled"];

    // These say that it goes on, whatever the timeline has: a running batch is asked about until its status says that it ended.
    private static readonly string[] Open = ["created", "running", "paused"];

    /// <param name="status">The API's word.</param>
    /// <param name="hasEnded">The timeline has a time of completion.</param>
    public static bool Is(string? status, bool hasEnded) => Named(Final, status) || (hasEnded && !Named(Open, status));

    private static bool Named(string[] words, string? status) => words.Contains(status, WordComparer.Instance);
}
