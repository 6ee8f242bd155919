using System.Diagnostics;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Data;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Resolution;

/// <summary>Groups 100,000 failures of one batch by message pattern and by a detail key: at first, and again.</summary>
internal static class GroupingPart
{
    public const string Group = "Failure groups";
    public const string Pattern = "by message pattern";
    public const string Detail = "by a detail key";
    public const string FirstPattern = "by message pattern, the first question about a copy";
    public const string FirstDetail = "by a detail key, the first question about a copy";

    private const int Repetitions = 15;
    private const int MostGroups = 20;

    public static async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellation)
    {
        var directory = BenchmarkOptions.Scratch("failed");
        CopiedBatch.Remove(directory);
        Directory.CreateDirectory(directory);
        Progress.Say($"a copy of {FailedBatch.Jobs:N0} failures");
        await FailedBatch.FillAsync(directory, cancellation);

        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var turn = 0; turn <= Repetitions; turn++)
        {
            // The first turn pays for the compiler.
            var kept = turn == 0 ? new Dictionary<string, List<double>>(StringComparer.Ordinal) : times;
            await TurnAsync(directory, FirstPattern, Pattern, null, "reason", kept, cancellation);
            await TurnAsync(directory, FirstDetail, Detail, "stage", "trace_id", kept, cancellation);
        }

        CopiedBatch.Remove(directory);
        return [.. times.Select(time => new Measure(Group, time.Key, FailedBatch.Jobs, Subjects.Own, "ms", Spread.Of(time.Value)))];
    }

    // A store as a process that has just started has it; the second question is one that it was not asked before.
    private static async Task TurnAsync(
        string directory, string first, string again, string? key, string otherKey, Dictionary<string, List<double>> times, CancellationToken cancellation)
    {
        await using var services = DashboardData.OnSqlite(directory).Open();
        await services.PrepareDataAsync(cancellation);
        var store = services.GetRequiredService<BatchStore>();
        var snapshot = await FailedBatch.SnapshotAsync(store, cancellation);
        await TimeAsync(first, key, MostGroups);
        await TimeAsync(again, key, MostGroups + 1);
        if (key is not null)
        {
            await TimeAsync("by a detail key with as many values as failures", otherKey, MostGroups);
        }

        async Task TimeAsync(string name, string? by, int most)
        {
            var begun = Stopwatch.GetTimestamp();
            var groups = await store.GroupFailuresAsync(snapshot, "processing_error", by, most, cancellation);
            var milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (groups.Failures != FailedBatch.Jobs)
            {
                throw new InvalidOperationException($"{groups.Failures} failures were grouped, not {FailedBatch.Jobs}.");
            }

            if (!times.TryGetValue(name, out var all))
            {
                times[name] = all = [];
            }

            all.Add(milliseconds);
        }
    }
}
