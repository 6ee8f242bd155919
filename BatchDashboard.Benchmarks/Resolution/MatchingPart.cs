using System.Diagnostics;
using System.Globalization;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Resubmission;

namespace BatchDashboard.Benchmarks.Resolution;

/// <summary>Finds for 100,000 failed files their corrected ones among 100,000 that were dropped, and packs them into batches.</summary>
internal static class MatchingPart
{
    public const string Group = "Corrected files";
    public const string Match = "matched to failed files";
    public const int Files = 100_000;

    private const int Repetitions = 9;

    private static readonly string[] Folders = ["reports/2024", "reports/2025", "invoices", "scans/March"];

    public static Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellation)
    {
        Progress.Say($"{Files:N0} failed files and as many dropped ones");
        var failed = Enumerable.Range(0, Files).Select(Failed).ToList();
        var dropped = Enumerable.Range(0, Files).Select(Dropped).ToList();
        var (matching, packing) = (new List<double>(), new List<double>());
        for (var turn = 0; turn <= Repetitions; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            var begun = Stopwatch.GetTimestamp();
            var result = Matcher.Match(failed, dropped);
            var matched = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            begun = Stopwatch.GetTimestamp();
            var packed = Packer.Pack(result.Matched, match => match.Dropped.Name, match => match.Dropped.SizeBytes);
            var packedIn = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (result.Matched.Count != Files || packed.Batches.Sum(batch => batch.Files.Count) != Files)
            {
                throw new InvalidOperationException($"{result.Matched.Count} files were matched, not {Files}.");
            }

            // The first turn pays for the compiler.
            if (turn > 0)
            {
                matching.Add(matched);
                packing.Add(packedIn);
            }
        }

        return Task.FromResult<IReadOnlyList<Measure>>(
        [
            new Measure(Group, Match, Files, Subjects.Own, "ms", Spread.Of(matching)),
            new Measure(Group, "packed into batches", Files, Subjects.Own, "ms", Spread.Of(packing)),
        ]);
    }

    private static FileToFix Failed(int at) => new(
        "job-" + at.ToString("x8", CultureInfo.InvariantCulture), $"{Folders[at % 4]}/{Name(at)}.numbers", 10_000 + (at % 5_000), "format_error", "document", Verdict.ChangeFile);

    // In another order, a third each by the same name, in other letters, and with another extension.
    private static DroppedFile Dropped(int index)
    {
        var at = (int)((index * 7919L) % Files);
        var name = (at % 3) switch
        {
            0 => Name(at) + ".numbers",
            1 => Name(at).ToUpperInvariant() + ".NUMBERS",
            _ => Name(at) + ".pdf",
        };
        return new DroppedFile(index, "corrected/" + name, name, 20_000 + (at % 5_000));
    }

    private static string Name(int at) => string.Create(CultureInfo.InvariantCulture, $"Übersicht {at:000000} Quartal {at % 4}");
}
