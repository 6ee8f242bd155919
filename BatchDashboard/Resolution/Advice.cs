using BatchDashboard.Resolution.Playbooks;

namespace BatchDashboard.Resolution;

/// <summary>Who must act on a failed file.</summary>
public enum Actor
{
    Operator,
    AccountOwner,
    Wickson,
}

/// <summary>What should become of a failed file.</summary>
public enum Verdict
{
    /// <summary>Send the same file again as it is.</summary>
    SendAgain,
    /// <summary>Change the file, then send it.</summary>
    ChangeFile,
    /// <summary>Leave it: it cannot be processed.</summary>
    Drop,
    /// <summary>Wait, then send it again.</summary>
    Wait,
    /// <summary>Nobody documented this error: look at the details first.</summary>
    LookFirst,
}

/// <summary>What an error means and what to do, with the facts of one file filled in where there is one.</summary>
/// <param name="WhatHappened">One sentence.</param>
/// <param name="Checks">Findings about this very file, e.g. "`.xlsx` is not among .pdf, .txt, .docx".</param>
/// <param name="Steps">In the order in which to do them.</param>
public sealed record Advice(
    string WhatHappened,
    Actor Actor,
    Verdict Verdict,
    IReadOnlyList<string> Checks,
    IReadOnlyList<string> Steps)
{
    /// <summary>Of a group: the checks that tell what its files are, where the endings of their names do not; part of <see cref="Checks"/>.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>What the team wrote about the code; null for nothing.</summary>
    public TeamPlaybook? Team { get; init; }
}
