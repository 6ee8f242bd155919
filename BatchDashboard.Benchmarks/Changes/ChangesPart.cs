using System.Diagnostics;
using System.Globalization;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Changes;

/// <summary>What operators change of many files at once, stored beside a copy of 100,000 jobs, from the stores in this process.</summary>
internal static class ChangesPart
{
    public const string Group = "Changes of many files";
    public const string Triage = "triage of 1,000 jobs";
    public const string Resubmitted = "10,000 files of a resubmission";
    public const long Jobs = 100_000;

    private const int TriagedJobs = 1_000;
    private const int ResubmittedFiles = 10_000;
    private const int FilesOfABatch = 25;
    private const int WarmTurns = 3;
    private const int Turns = 20;

    /// <summary>A copy of its own: what is changed must not be there when other parts are measured.</summary>
    public static DashboardData Data { get; } = DashboardData.OnSqlite(BenchmarkOptions.Scratch("changes"));

    public static async Task<IReadOnlyList<Measure>> RunAsync(DashboardData data, CancellationToken cancellation)
    {
        CopiedBatch.Remove(data.Directory);
        await CopiedBatch.EnsureAsync(data, Jobs, cancellation);
        Progress.Say($"changes of many files, {data.Subject}");
        await using var services = data.Open();
        await services.PrepareDataAsync(cancellation);
        var batch = BatchId.Parse(SourceBatch.Id(Jobs));
        var triage = services.GetRequiredService<TriageStore>();
        var resubmissions = services.GetRequiredService<ResubmissionStore>();
        // Jobs of another thousand each time, so that there is always something to change.
        var run = Guid.NewGuid().ToString("N");
        return
        [
            await MeasureAsync(Triage, async turn =>
            {
                var jobs = Enumerable.Range(turn * TriagedJobs, TriagedJobs).Select(job => SourceJob.JobId(job)).ToList();
                var change = new TriageChange(TriageState.Acknowledged, run, $"Turn {turn}", "Ada");
                return (await triage.ChangeJobsAsync(batch, jobs, change, null, cancellation)).Changed == TriagedJobs;
            }),
            await MeasureAsync(Resubmitted, async turn =>
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{run}-{turn}");
                await resubmissions.CreateAsync(new NewResubmission(id, "reports", false, "Ada", [.. Enumerable.Range(0, ResubmittedFiles).Select(File)]), cancellation);
                return (await resubmissions.FindAsync(id, cancellation))?.Batches.Sum(one => one.Files) == ResubmittedFiles;
            }),
        ];

        ResubmittedFile File(int at) => new(
            1 + (at / FilesOfABatch), batch.Value, SourceJob.JobId(at), $"report {at}.key", "format_error", "ChangeFile", $"report {at}.pdf", 10_000 + at);

        async Task<Measure> MeasureAsync(string name, Func<int, Task<bool>> changes)
        {
            var times = new List<double>();
            for (var turn = 0; turn < WarmTurns + Turns; turn++)
            {
                var begun = Stopwatch.GetTimestamp();
                var isRight = await changes(turn);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (!isRight)
                {
                    throw new InvalidOperationException($"“{name}” did not change what it should.");
                }
            }

            return new Measure(Group, name, Jobs, data.Subject, "ms", Spread.Of(times.Skip(WarmTurns))) { First = times[0] };
        }
    }
}
