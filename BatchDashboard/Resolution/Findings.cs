using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution;

/// <summary>What stands out about one file: one sentence each, only what the file or the error itself tells.</summary>
internal static class Findings
{
    public static IReadOnlyList<string> All(FileFacts facts) =>
        [.. new[] { Format(facts), Size(facts), Field(facts), Stage(facts), Timeout(facts), Duration(facts), Quota(facts), Folder(facts), Around(facts) }.OfType<string>()];

    private static string? Format(FileFacts facts)
    {
        var listed = facts.SupportedFormats;
        var unread = facts.IsSupported == false ? $"is not among {Wording.Among(listed)}" : null;
        return facts switch
        {
            { Ending: { } ending, Details.Format: { } found } when found != ending =>
                $"The name ends in {ending}, but Wickson found {found}{(unread is null ? "" : ", which " + unread)}.",
            { Format: { } format } when unread is not null => $"{format} {unread}.",
            { Format: { } format } when listed.Count > 0 => $"{format} is among {Wording.List(listed)}.",
            { Format: null, IsOneFile: true } => "The name has no ending that tells the format.",
            _ => null,
        };
    }

    private static string? Size(FileFacts facts) => facts switch
    {
        { IsEmpty: true } => "The file is empty: 0 bytes.",
        { IsTooLarge: true, SizeBytes: { } size, MaxBytes: { } limit } =>
            $"{Wording.SizeOver(size, limit)} is over the {Wording.Size(limit)} limit{(facts.Details.MaxBytes is null ? $" for {facts.Kind!.Name}" : "")}.",
        { IsLarge: true, SizeBytes: { } size, MaxBytes: { } limit } => $"{Wording.Size(size)} is within the {Wording.Size(limit)} limit, but large.",
        _ => null,
    };

    private static string? Field(FileFacts facts) => (facts.Details.FieldName, facts.Details.Reason) switch
    {
        ({ } field, { } reason) => $"Wickson refused {field}: {reason}.",
        ({ } field, null) => $"Wickson refused {field}.",
        (null, { } reason) => $"Wickson's reason: {reason}.",
        _ => null,
    };

    private static string? Stage(FileFacts facts) => (facts.Details.Stage, facts.Details.Resource) switch
    {
        ({ } stage, _) => $"It failed at: {Wording.Words(stage)}.",
        (null, { } resource) => $"What ran short: {Wording.Words(resource)}.",
        _ => null,
    };

    private static string? Timeout(FileFacts facts) => (facts.Details.Timeout, facts.Duration) switch
    {
        ({ } limit, { } spent) when spent > TimeSpan.Zero => $"Wickson stopped after {Wording.Time(limit)}; the job took {Wording.Time(spent)}.",
        ({ } limit, _) => $"Wickson stopped after {Wording.Time(limit)}.",
        _ => null,
    };

    private static string? Duration(FileFacts facts) => facts.Details switch
    {
        { Duration: { } length, MaxDuration: { } most } when length > most => $"{Wording.Time(length)} is over the limit of {Wording.Time(most)}.",
        { Duration: { } length } when facts.Kind?.MaxDuration is { } most && length > most =>
            $"{Wording.Time(length)} is over the limit of {Wording.Time(most)} for {facts.Kind.Name}.",
        _ => null,
    };

    private static string? Folder(FileFacts facts) => facts.Neighbours?.SameFolder switch
    {
        { IsMore: true, Count: var count } => $"{Wording.Count(count)} or more files of the same folder failed the same way.",
        { Count: > 1 and var count } => $"{Wording.Count(count)} files of the same folder failed the same way.",
        { Count: 1 } => "No other file of its folder failed this way.",
        _ => null,
    };

    // A failure between two successes is the file's own; one among others has a common cause.
    private static string? Around(FileFacts facts) => (facts.Neighbours?.Before, facts.Neighbours?.After) switch
    {
        ({ } before, { } after) when IsGood(before) && IsGood(after) => "The files before and after it succeeded.",
        ({ } before, { } after) when IsSame(before, facts) && IsSame(after, facts) => "The files before and after it failed the same way.",
        ({ } before, _) when IsSame(before, facts) => "The file before it failed the same way.",
        (_, { } after) when IsSame(after, facts) => "The file after it failed the same way.",
        _ => null,
    };

    private static bool IsGood(JobNeighbour neighbour) => neighbour.Outcome is JobOutcome.Succeeded or JobOutcome.Processed;

    private static bool IsSame(JobNeighbour neighbour, FileFacts facts) => neighbour.ErrorCode is { } code && WordComparer.Instance.Equals(code, facts.ErrorType);

    private static string? Quota(FileFacts facts)
    {
        var details = facts.Details;
        var name = details.QuotaName is { } quota ? " " + Wording.Words(quota) : "";
        return (details.QuotaUsed, details.QuotaLimit) switch
        {
            ({ } used, { } limit) => $"{Wording.Count(used)} of {Wording.Count(limit)}{name} used.",
            (null, { } limit) when name.Length > 0 || details.ResetsAt is not null => $"The limit is {Wording.Count(limit)}{name}.",
            _ => null,
        };
    }
}
