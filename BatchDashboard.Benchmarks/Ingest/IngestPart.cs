using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks.Ingest;

/// <summary>How fast a batch becomes queryable, over HTTP, and what <c>sqlite3</c>'s own import does with the same rows.</summary>
internal static class IngestPart
{
    public const string Group = "Ingest";
    public const string Rate = "from HTTP to queryable";
    public const string Peak = "peak memory of the process while it copies";
    public const string PeakPrivate = "of it private";

    private const int SourceJobs = 2_000_000;

    public static async Task<IReadOnlyList<Measure>> RunAsync(DashboardData data, long jobs, CancellationToken cancellation)
    {
        var times = jobs > 2_000_000 ? 1 : 3;
        await using var source = await SourceServer.StartAsync(0, cancellation);
        var speed = Enumerable.Range(0, times).Select(_ => SourceServer.MeasureSpeed(SourceJobs)).ToList();
        var copies = new List<CopyFigures>();
        for (var time = 0; time < times; time++)
        {
            Progress.Say($"copying {jobs:N0} jobs, {data.Subject}, {time + 1} of {times}");
            copies.Add(await CopiedBatch.CopyAsync(data, jobs, source, cancellation));
        }

        List<Measure> measures =
        [
            Of(Rate, data.Subject, "jobs/s", copies.Select(copy => jobs / copy.Seconds)),
            Of("processor time of the app, a million jobs", data.Subject, "s", copies.Select(copy => copy.ProcessorSeconds / jobs * 1e6)),
            Of(Peak, data.Subject, "MB", copies.Select(copy => copy.PeakMegabytes)),
            Of(PeakPrivate, data.Subject, "MB", copies.Select(copy => copy.PeakPrivateMegabytes)),
            Of("memory of the process before", data.Subject, "MB", copies.Select(copy => copy.IdleMegabytes)),
            Of("database on the disk", data.Subject, "MB", copies.Select(copy => copy.DatabaseMegabytes)),
        ];
        if (!data.IsSqlite)
        {
            return measures;
        }

        var import = new SqliteImport(jobs);
        var own = new List<double>();
        var sorted = new List<double>();
        await import.PrepareAsync(cancellation);
        for (var time = 0; time < times; time++)
        {
            Progress.Say($"importing {jobs:N0} jobs with sqlite3, {time + 1} of {times}");
            own.Add(jobs / await import.RunAsync(import.OwnIndexes, cancellation));
            sorted.Add(jobs / await import.RunAsync(import.SortIndexes, cancellation));
        }

        import.Remove();
        return
        [
            .. measures,
            Of(Rate, Subjects.Import, "jobs/s", own),
            Of(Rate, Subjects.ImportSorted, "jobs/s", sorted),
            Of("the source alone", "source server", "jobs/s", speed),
        ];

        Measure Of(string name, string subject, string unit, IEnumerable<double> values) => new(Group, name, jobs, subject, unit, Spread.Of(values));
    }
}
