namespace BatchDashboard.Resolution;

/// <summary>What to do about one error code. The codes are those of Wickson's reference; steps name no number of files.</summary>
internal static class Playbook
{
    private const string SendGood = "Send the corrected file in a new batch: Wickson keeps no original to retry.";
    private const int MaxConversions = 8;
    private const string SendSame = "Send the same file in a new batch; it need not change.";

    public static Advice For(string? code, FileFacts facts) => code?.Trim().ToLowerInvariant() switch
    {
        "format_error" or "validation_error" or "corrupted_file" when facts.MadeBy is { } program => HelperFile(program, facts),
        "format_error" => FormatError(facts),
        "validation_error" => ValidationError(facts),
        "corrupted_file" => CorruptedFile(facts),
        "processing_error" => ProcessingError(facts),
        "storage_error" => StorageError(facts),
        "timeout_error" => TimeoutError(facts),
        "resource_error" => ResourceError(facts),
        "quota_exceeded" => QuotaExceeded(facts),
        null or "" or "unknown" => Undocumented("Wickson named no error code for this failure.", facts),
        _ => Undocumented($"Wickson reported {Wording.Quote(code)}, a code that its reference does not describe.", facts),
    };

    private static Advice HelperFile(string program, FileFacts facts) => new(
        $"{program} made this file for itself: there is nothing in it for Wickson to process.",
        Actor.Operator,
        Verdict.Drop,
        Findings.All(facts),
        ["Leave it out: nothing of yours is lost.", "Leave such files out of the next batch, too: each of them is sent, and fails, again."]);

    private static Advice FormatError(FileFacts facts)
    {
        string[] convert = facts switch
        {
            { IsSupported: true, SavedAs: { } ending } =>
                [$"Open the file in its own program and save it again as {ending}: the content may be of another format than the name says."],
            { IsSupported: true, Refused.Count: > 0, SupportedFormats.Count: > 0 } =>
                ["Open each file in its own program and save it again: the content may be of another format than the name says."],
            _ when Conversions(facts) is { Length: > 0 } steps => steps,
            { IsOneFile: true, Kind: { } kind } => [$"Convert to one of {Wording.List(kind.Formats)}."],
            _ => [$"Convert to a format that Wickson reads: {ConversionTargets.Without([.. facts.Refused.Select(one => one.Format)])}."],
        };
        return new("Wickson does not read this format.", Actor.Operator, Verdict.ChangeFile, Findings.All(facts), [.. convert, SendGood]);
    }

    // A step for each list of supported formats that the errors name; none where they name none.
    private static string[] Conversions(FileFacts facts) => facts.SupportedFormats.Count > 0
        ? [$"Convert to one of {Wording.List(facts.SupportedFormats)}."]
        :
        [
            .. facts.Refused
                .Where(one => one is { IsRead: false, Supported.Count: > 0 })
                .GroupBy(one => one.List, StringComparer.Ordinal)
                .Take(MaxConversions)
                .Select(list => $"Convert {Wording.List([.. list.Select(one => one.Format).Distinct(StringComparer.Ordinal)])} to one of {Wording.List(list.First().Supported)}."),
        ];

    private static Advice ValidationError(FileFacts facts)
    {
        List<string> steps = [];
        if (facts.IsEmpty)
        {
            steps.Add("Get the file again from where it came from: this copy is empty. Leave it out if it is meant to be.");
        }
        else if (facts.IsTooLarge)
        {
            steps.Add(Smaller(facts));
        }
        else if (facts.IsSupported == false && Conversions(facts) is { Length: > 0 } conversions)
        {
            steps.AddRange(conversions);
        }
        else
        {
            steps.Add("Correct what the error message names, for example the file's name, its size or its content.");
        }

        steps.Add(SendGood);
        return new(
            "Wickson checked the file before processing it and refused it.", Actor.Operator, Verdict.ChangeFile, Findings.All(facts), steps);
    }

    private static Advice CorruptedFile(FileFacts facts)
    {
        var source = facts.IsEmpty
            ? "Get the file again from where it came from: this copy is empty."
            : "Open the file on your own machine. If it does not open there either, get an undamaged copy from where it came from.";
        List<string> steps = facts.IsEmpty
            ? [source, SendGood]
            : [source, "If it opens, save it again under a new name: that often repairs it. Remove a password if it has one.", SendGood];
        return new("The file's content is damaged or could not be read.", Actor.Operator, Verdict.ChangeFile, Findings.All(facts), steps);
    }

    private static Advice ProcessingError(FileFacts facts)
    {
        if (facts.IsTooLarge)
        {
            return new("Processing broke off inside Wickson.", Actor.Operator, Verdict.ChangeFile, Findings.All(facts), [Smaller(facts), SendGood]);
        }

        return new(
            "Processing broke off inside Wickson.",
            Actor.Wickson,
            Verdict.SendAgain,
            Findings.All(facts),
            [SendSame, $"If it fails again, report it to Wickson's support{WithJob(facts)}."]);
    }

    private static Advice StorageError(FileFacts facts) => new(
        "Wickson could not store the file or its results.",
        Actor.Wickson,
        Verdict.Wait,
        Findings.All(facts),
        ["Wait a few minutes: the fault is in Wickson's storage.", SendSame, $"If it fails again, report it to Wickson's support{WithJob(facts)}."]);

    private static Advice TimeoutError(FileFacts facts)
    {
        var tooLong = facts.Details is { MaxDuration: { } most, Duration: { } duration } && duration > most;
        if (facts.IsTooLarge || facts.IsLarge || tooLong)
        {
            return new(
                "Processing took longer than Wickson allows.",
                Actor.Operator,
                Verdict.ChangeFile,
                Findings.All(facts),
                [facts.IsPlayed || tooLong ? "Cut the recording into shorter parts." : "Split the file into smaller parts.", "Send the parts in a new batch."]);
        }

        return new(
            "Processing took longer than Wickson allows.",
            Actor.Operator,
            Verdict.SendAgain,
            Findings.All(facts),
            [SendSame, "If it takes too long again, split the file into smaller parts and send those."]);
    }

    private static Advice ResourceError(FileFacts facts) => facts.IsTooLarge || facts.IsLarge
        ? new(
            "Wickson had not enough memory or computing time for this file.",
            Actor.Operator,
            Verdict.ChangeFile,
            Findings.All(facts),
            [facts.IsTooLarge ? Smaller(facts) : "Split the file into smaller parts.", SendGood])
        : new(
            "Wickson had not enough memory or computing time.",
            Actor.Wickson,
            Verdict.Wait,
            Findings.All(facts),
            ["Wait until Wickson is less busy, half an hour for example.", SendSame, "If it fails again, split the file into smaller parts and send those."]);

    private static Advice QuotaExceeded(FileFacts facts) => new(
        "The account's quota was used up before this file's turn.",
        Actor.AccountOwner,
        Verdict.Wait,
        Findings.All(facts),
        [
            facts.Details.ResetsAt is { } reset
                ? $"Wait until {Wording.Moment(reset)}, or ask the account owner for a larger quota."
                : "Ask the account owner when the quota renews, or for a larger one.",
            SendSame,
        ]);

    private static Advice Undocumented(string whatHappened, FileFacts facts) => new(
        whatHappened,
        Actor.Operator,
        Verdict.LookFirst,
        Findings.All(facts),
        [
            "Read the error's message and details: they are all that is known.",
            "Compare with other files that failed in the same way.",
            $"If the cause stays unclear, ask Wickson's support{WithJob(facts)} before sending the file again.",
        ]);

    private static string Smaller(FileFacts facts) => facts.MaxBytes is { } limit
        ? $"Make it smaller than {Wording.Size(limit)}: split it, or compress its images."
        : "Make it smaller: split it, or compress its images.";

    private static string WithJob(FileFacts facts) => string.IsNullOrWhiteSpace(facts.JobId) ? "" : $" with the job id {Wording.Quote(facts.JobId)}";
}
