namespace BatchDashboard.Resolution.Playbooks;

/// <summary>What a team wrote about one or several error codes.</summary>
/// <param name="FileName">Without its folder.</param>
/// <param name="Codes">In lower case; at least one.</param>
/// <param name="Actor">Null to keep that of the built-in playbook.</param>
/// <param name="Verdict">Null to keep that of the built-in playbook.</param>
/// <param name="Html">Sanitized.</param>
public sealed record TeamPlaybook(
    string FileName,
    IReadOnlyList<string> Codes,
    string? Title,
    Actor? Actor,
    Verdict? Verdict,
    bool Appends,
    string Html);

/// <summary>A file that is no playbook; the message says why, and where in the file.</summary>
public sealed class PlaybookException(string message) : Exception(message);
