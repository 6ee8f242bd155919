using System.Text.Json;
using BatchDashboard.Resolution.Playbooks;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution;

/// <summary>Tells what a failure means and what to do about it. Never throws, whatever the API sent.</summary>
/// <param name="team">What the team wrote; it wins over what is built in.</param>
public sealed class Advisor(TeamPlaybooks? team = null)
{
    /// <summary>Advice for one failed file.</summary>
    /// <param name="job">The file's row.</param>
    /// <param name="details"><c>error.details</c> as it came; anything may stand there.</param>
    /// <param name="neighbours">What is around it, when that is known.</param>
    public Advice For(JobRow job, JsonElement? details, JobNeighbours? neighbours = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        return WithTeam(Playbook.For(job.ErrorCode, FileFacts.Of(job, details, neighbours)), TriageResults.ErrorTypeOf(job));
    }

    /// <summary>Advice for all files of one error type.</summary>
    /// <param name="errorType">As the API wrote it, or "unknown" for failures without a code.</param>
    /// <param name="group">What the failed files have in common, when that is known.</param>
    public Advice ForType(string errorType, ErrorGroupView? group)
    {
        var facts = FileFacts.OfMany(group);
        var advice = WithTeam(Playbook.For(errorType, facts), errorType);
        return group is null ? advice : advice with { Checks = [.. GroupFindings.All(group, facts)], Formats = [.. GroupFindings.Contested(group, facts)] };
    }

    // The findings about the very file stay: they are facts, whoever says what to make of them.
    private Advice WithTeam(Advice advice, string? code) => team?.Find(code) is not { } playbook
        ? advice
        : advice with
        {
            Team = playbook,
            WhatHappened = playbook is { Appends: false, Title: { } title } ? title : advice.WhatHappened,
            Actor = playbook.Actor ?? advice.Actor,
            Verdict = playbook.Verdict ?? advice.Verdict,
            Steps = playbook.Appends ? advice.Steps : [],
        };
}
