using System.Globalization;
using System.Text;
using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Kit;

/// <summary>What to do with the kit, in order.</summary>
internal static class KitReadme
{
    public static string Verdict(Verdict verdict) => verdict switch
    {
        Resolution.Verdict.SendAgain => "send again as it is",
        Resolution.Verdict.ChangeFile => "change the file",
        Resolution.Verdict.Drop => "drop it",
        Resolution.Verdict.Wait => "wait, then send again",
        _ => "look first",
    };

    public static string Write(
        CachedBatch batch, Uri baseUrl, long files, long bytes, IReadOnlyList<ErrorGroupView> groups, Advisor advisor, DateTimeOffset now)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        void Plain(string line) => text.Append(line).Append('\n');

        Line($"RESUBMISSION KIT for batch {batch.Id.Value}");
        Line($"{(string.IsNullOrWhiteSpace(batch.Name) ? "" : PlainLine.Spaced(batch.Name) + ", ")}made {now:yyyy-MM-dd HH:mm} UTC, {files:N0} failed files, {Wording.Size(bytes)} as they were sent");
        Plain("");
        Plain("Wickson deletes the files that it has processed, so nothing can be retried there. You bring corrected");
        Plain("files; this kit knows which, and sends them as new batches into the same collection. Files that were sent");
        Plain("again from the dashboard, and have not failed since, are left out.");
        Plain("");
        Plain("1. READ what went wrong");
        foreach (var group in groups)
        {
            var advice = advisor.ForType(group.ErrorType, group);
            Plain("");
            Line($"   {PlainLine.Spaced(group.ErrorType)} ({group.Count:N0}): {Verdict(advice.Verdict)}");
            if (group.Resolution is { } resolution)
            {
                Line($"     Wickson says: {PlainLine.Spaced(resolution)}");
            }

            Line($"     {advice.WhatHappened}");
            foreach (var check in advice.Checks)
            {
                Line($"     {PlainLine.Spaced(check)}");
            }

            foreach (var step in advice.Steps)
            {
                Line($"     - {step}");
            }
        }

        Plain("");
        Plain("   manifest.csv has the error of every file, manifest.json the same for programs, files.txt just the names.");
        Plain("");
        Plain("2. COLLECT the corrected files in one folder");
        Plain("   Keep a file's name, or change only its ending: budget.numbers may become budget.pdf. Subfolders are");
        Plain("   looked into. Where two files could be meant, none is sent, and you are told.");
        Plain("");
        Plain("3. LOOK at what would be sent (nothing is sent yet)");
        Plain("     python3 send.py --dry-run FOLDER        (Python 3.9 or later, nothing to install)");
        Plain("     bash send.sh --dry-run FOLDER           (bash 4 or later, and curl)");
        Plain("");
        Plain("4. SEND");
        Plain("     export WICKSON_API_KEY=...              (the key is not in this kit)");
        Plain("     python3 send.py FOLDER                  or: bash send.sh FOLDER");
        Line($"   Batches of at most {Wickson.BatchLimits.Files} files and 100 MB go to {baseUrl.AbsoluteUri}");
        Plain("   (WICKSON_BASE_URL changes that). This costs money, so you are asked first; --yes answers for you.");
        Plain("   --force-overwrite replaces files that are there already; without it Wickson skips duplicates.");
        Plain("");
        Plain("5. RUN IT AGAIN whenever you like");
        Plain("   sent.csv remembers what was accepted, and it is not sent twice. When an answer was lost, nobody knows");
        Plain("   whether the batch was made: it is marked \"unknown\" and not sent again. Look in the dashboard or the");
        Plain("   collection first; then --retry-unknown sends such files again.");
        Plain("");
        Plain("6. TELL THE DASHBOARD: give it sent.csv, on the page where the kit came from (\"Sent with the kit?\"). It then");
        Plain("   follows the new batches, shows what became of each file, and does not offer what was sent once more.");
        return text.ToString();
    }
}
