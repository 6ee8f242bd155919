using BatchDashboard.Benchmarks.Browser;
using BatchDashboard.Benchmarks.Changes;
using BatchDashboard.Benchmarks.Circuits;
using BatchDashboard.Benchmarks.Exports;
using BatchDashboard.Benchmarks.Http;
using BatchDashboard.Benchmarks.Import;
using BatchDashboard.Benchmarks.Ingest;
using BatchDashboard.Benchmarks.Lists;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Resolution;
using BatchDashboard.Benchmarks.Service;
using BatchDashboard.Benchmarks.Start;

namespace BatchDashboard.Benchmarks.Report;

/// <summary>One target, and what became of it. <paramref name="IsMet"/> is null when it was not measured.</summary>
internal sealed record Target(string What, string Wanted, string Value, string Peer, bool? IsMet, string Part);

/// <summary>What the dashboard has to reach with a million jobs and more.</summary>
internal sealed class Targets(Figures figures)
{
    private const long Million = 1_000_000;
    private const long HundredThousand = 100_000;
    private const double SlowestOnPostgres = 3;

    private static readonly string[] Places = ["first page", "middle page", "last page"];
    private static readonly double[] Faster = [40, 300, 350];

    private static readonly (string Part, string[] Groups)[] Databases =
    [
        ("ingest", [IngestPart.Group]),
        ("service", [ServiceCases.Plain, ServiceCases.Filtered, ServiceCases.Sorted, ServiceCases.Searched, ServiceCases.Figures, ServiceCases.Everywhere]),
        ("lists", [ListsPart.Service, ListsPart.Html, ListsPart.Errors, ListsPart.CollectionErrors, ListsPart.Jobs]),
        ("import", [ImportPart.Group]),
        ("changes", [ChangesPart.Group]),
    ];

    public IReadOnlyList<Target> All() =>
    [
        Plain(Million),
        PlainBesideSql(Million),
        Worst(ServiceCases.Filtered, "filtered page", HundredThousand, 10, null),
        Worst(ServiceCases.Filtered, "filtered page", Million, 20, 60),
        Worst(ServiceCases.Sorted, "sorted page", HundredThousand, 10, null),
        Worst(ServiceCases.Sorted, "sorted page", Million, 20, 60),
        Worst(ServiceCases.Searched, "search for part of a name, with facets", HundredThousand, 10, null),
        Worst(ServiceCases.Searched, "search for part of a name, with facets", Million, 30, null),
        Worst(ServiceCases.Figures, "facets, gauge, charts, error list, one job by its ID", HundredThousand, 5, null),
        Worst(ServiceCases.Figures, "facets, gauge, charts, error list, one job by its ID", Million, 5, null),
        Html(HundredThousand),
        Html(Million),
        .. Places.Select((place, index) => BesideHangfire(place, Faster[index])),
        List("page of 50 of 10,000 batches from the service, any filter, order and page", ListsPart.Service, 20, "ms"),
        List("whole HTML of the same page over HTTP", ListsPart.Html, 40, "ms"),
        List("its size", ListsPart.Size, 150, "KB"),
        ListGrowth(),
        List("errors of 10,000 batches from the service, with trend, batches and groups", ListsPart.Errors, 60, "ms"),
        List("the same of one collection", ListsPart.CollectionErrors, 20, "ms"),
        List("search over 10,000 batches of 100 jobs, origin of a media item, one job by its ID", ListsPart.Jobs, 100, "ms"),
        FirstSearch(),
        List("memory of the process while all these pages are asked", ListsPart.Memory, 400, "MB"),
        Clicks("click to painted rows in Chromium, 1 million, the slowest of page flip, filter and sort", name => name != BrowserPart.Search),
        Clicks("typed search to painted rows in Chromium, 1 million, the pause in typing included", name => name == BrowserPart.Search),
        Ingest(HundredThousand, 80_000),
        Ingest(Million, 90_000),
        BesideImport(),
        AtMost("memory of the process while it copies 100 thousand jobs", "ingest", figures.Find(IngestPart.Group, IngestPart.Peak, HundredThousand), 250, "MB"),
        AtMost("memory of the process while it copies 1 million jobs", "ingest", figures.Find(IngestPart.Group, IngestPart.Peak, Million), 400, "MB"),
        AtMost($"import of {ImportPart.Batches:N0} saved results of 25 jobs", "import", figures.FindAny(ImportPart.Group, ImportPart.Seconds), 15, "s"),
        AtMost(ChangesPart.Triage + " at once", "changes", figures.FindAny(ChangesPart.Group, ChangesPart.Triage), 200, "ms"),
        AtMost(ChangesPart.Resubmitted + ", kept", "changes", figures.FindAny(ChangesPart.Group, ChangesPart.Resubmitted), 1000, "ms"),
        .. Databases.Select(part => OnPostgres(part.Part, part.Groups)),
        ExportRate(),
        AtMost("extra memory of the process at its peak while it exports 1 million jobs, the largest of CSV, JSON and Excel", "export", figures.Find(ExportPart.Group, ExportPart.Peak, Million), 50, "MB"),
        AtMost("idle open batch page, managed memory", "circuits", figures.FindAny(CircuitsPart.Group, CircuitsPart.IdleManaged), 500, "KB"),
        AtMost($"grouping {FailedBatch.Jobs:N0} failures by message pattern, the first question about a copy", "grouping", figures.FindAny(GroupingPart.Group, GroupingPart.FirstPattern), 200, "ms"),
        AtMost($"grouping {FailedBatch.Jobs:N0} failures by a detail key, once the details of the copy are read", "grouping", figures.FindAny(GroupingPart.Group, GroupingPart.Detail), 50, "ms"),
        AtMost($"matching {MatchingPart.Files:N0} failed files with as many dropped ones", "matching", figures.FindAny(MatchingPart.Group, MatchingPart.Match), 2000, "ms"),
        AtMost(FormattableString.Invariant($"upload of {UploadPart.Bytes / 1e9:0.#} GB through the server, extra memory"), "upload", figures.FindAny(UploadPart.Group, UploadPart.Peak), 50, "MB"),
        AtMost("cold start of the published app to the first batch page", "start", figures.FindAny(StartPart.Group, StartPart.FirstPage), 2000, "ms"),
    ];

    private IReadOnlyList<Measure> PlainOf(long jobs, string subject) => figures.All(ServiceCases.Plain, jobs, subject);

    private Target Plain(long jobs)
    {
        var pages = PlainOf(jobs, Subjects.Own);
        return new Target(
            $"page of 50 from the service, plain order, first, middle and last of {Text.Jobs(jobs)}",
            "median <= 2 ms",
            string.Join(" / ", pages.Select(Text.Median)),
            string.Join(" / ", PlainOf(jobs, Subjects.Sql).Select(Text.Median)) is { Length: > 0 } sql ? "hand-written SQL: " + sql : Text.Nothing,
            pages.Count == 0 ? null : pages.All(page => page.Spread.Median <= 2),
            "service");
    }

    private Target PlainBesideSql(long jobs)
    {
        var ratios = PlainOf(jobs, Subjects.Own).Zip(PlainOf(jobs, Subjects.Sql), (own, sql) => own.Spread.Median / sql.Spread.Median).ToList();
        return new Target(
            $"the same beside hand-written SQL, {Text.Jobs(jobs)}",
            "<= 1.5 x",
            string.Join(" / ", ratios.Select(ratio => Text.Number(ratio) + " x")),
            "hand-written SQL",
            ratios.Count == 0 ? null : ratios.TrueForAll(ratio => ratio <= 1.5),
            "service");
    }

    private Target Worst(string group, string what, long jobs, double median, double? p99)
    {
        var pages = figures.All(group, jobs);
        var slowest = pages.MaxBy(page => page.Spread.Median);
        var rarest = pages.MaxBy(page => page.Spread.P99);
        return new Target(
            $"{what}, {Text.Jobs(jobs)}",
            FormattableString.Invariant($"median <= {median} ms{(p99 is null ? "" : $", p99 <= {p99} ms")}"),
            slowest is null ? "" : $"{Text.Median(slowest)} ({slowest.Name}){(p99 is null ? "" : $"; p99 {Text.Number(rarest!.Spread.P99, "ms")}")}",
            slowest is null ? Text.Nothing : "hand-written SQL: " + Text.Median(figures.Find(group, slowest.Name, jobs, Subjects.Sql)),
            slowest is null ? null : slowest.Spread.Median <= median && (p99 is null || rarest!.Spread.P99 <= p99),
            "service");
    }

    /// <summary>The figure that is the furthest from SQLite's, in times and in rates.</summary>
    private Target OnPostgres(string part, string[] groups)
    {
        var worst = groups
            .SelectMany(group => figures.Sizes(group).SelectMany(jobs => figures.All(group, jobs, Subjects.PostgreSql)))
            .Where(measure => measure.Unit is "ms" or "s" or "jobs/s")
            .Select(measure => (Measure: measure, Own: figures.Find(measure.Group, measure.Name, measure.Jobs)?.Spread.Median))
            .Select(one => (one.Measure, Ratio: one.Measure.Unit == "jobs/s" ? one.Own / one.Measure.Spread.Median : one.Measure.Spread.Median / one.Own))
            .OrderByDescending(one => one.Ratio)
            .FirstOrDefault();
        return new Target(
            $"PostgreSQL beside SQLite, the worst figure of the part {part}",
            FormattableString.Invariant($"<= {SlowestOnPostgres} x"),
            worst.Ratio is null ? "" : $"{Text.Number(worst.Ratio)} x ({worst.Measure.Group}: {worst.Measure.Name}, {Text.Number(worst.Measure.Jobs)})",
            worst.Ratio is null ? Text.Nothing : $"PostgreSQL: {Text.Median(worst.Measure)}",
            worst.Ratio is null ? null : worst.Ratio <= SlowestOnPostgres,
            part);
    }

    private Target FirstSearch()
    {
        var first = figures.Find(ListsPart.Jobs, ListsPart.Search, ListsPart.Counts[^1])?.First;
        return new Target("the first such search of the process", "<= 1 s", first is null ? "" : Text.Number(first, "ms"), Text.Nothing, first is null ? null : first <= 1000, "lists");
    }

    private Target Html(long jobs)
    {
        var pages = Places.Select(place => figures.Find(HttpPart.Group, place, jobs)).OfType<Measure>().ToList();
        return new Target(
            $"whole HTML of the batch page over HTTP, first, middle and last of {Text.Jobs(jobs)}",
            "median <= 10 ms",
            string.Join(" / ", pages.Select(Text.Median)),
            Text.Nothing,
            pages.Count == 0 ? null : pages.TrueForAll(page => page.Spread.Median <= 10),
            "http");
    }

    private Target BesideHangfire(string place, double wanted)
    {
        var own = figures.Find(HttpPart.Group, place, Million)?.Spread.Median;
        var peer = figures.Find(HttpPart.Group, place, Million, Subjects.Hangfire)?.Spread.Median;
        return new Target(
            $"the same beside Hangfire in the same run, 1 million, {place}",
            FormattableString.Invariant($">= {wanted} x faster"),
            own is null || peer is null ? "" : Text.Ratio(peer, own),
            peer is null ? Text.Nothing : "Hangfire: " + Text.Number(peer, "ms"),
            own is null || peer is null ? null : peer / own >= wanted,
            "http");
    }

    private Target List(string what, string group, double most, string unit)
    {
        var worst = figures.All(group, ListsPart.Counts[^1]).MaxBy(page => page.Spread.Median);
        return new Target(
            what,
            $"median <= {Text.Number(most, unit)}",
            worst is null ? "" : $"{Text.Median(worst)} ({worst.Name})",
            Text.Nothing,
            worst is null ? null : worst.Spread.Median <= most,
            "lists");
    }

    private Target ListGrowth()
    {
        var growth = figures.All(ListsPart.Html, ListsPart.Counts[^1])
            .Select(page => (page.Name, Ratio: page.Spread.Median / figures.Find(ListsPart.Html, page.Name, ListsPart.Counts[0])?.Spread.Median))
            .OrderByDescending(page => page.Ratio)
            .FirstOrDefault();
        return new Target(
            "growth of the HTML's time from 1,000 to 10,000 batches, the worst",
            "<= 1.3 x",
            growth.Ratio is null ? "" : $"{Text.Number(growth.Ratio)} x ({growth.Name})",
            Text.Nothing,
            growth.Ratio is null ? null : growth.Ratio <= 1.3,
            "lists");
    }

    private Target Clicks(string what, Func<string, bool> isOne)
    {
        var clicks = figures.All(BrowserPart.Clicks, Million).Where(click => isOne(click.Name)).ToList();
        var median = clicks.MaxBy(click => click.Spread.Median);
        var p95 = clicks.MaxBy(click => click.Spread.P95);
        return new Target(
            what,
            "median <= 50 ms, p95 <= 100 ms",
            median is null ? "" : $"{Text.Median(median)} ({median.Name}); p95 {Text.Number(p95!.Spread.P95, "ms")}",
            Text.Nothing,
            median is null ? null : median.Spread.Median <= 50 && p95!.Spread.P95 <= 100,
            "browser");
    }

    private Target Ingest(long jobs, double least)
    {
        var rate = figures.Find(IngestPart.Group, IngestPart.Rate, jobs)?.Spread.Median;
        return new Target(
            $"ingest from HTTP to queryable, {Text.Jobs(jobs)}",
            $">= {Text.Number(least)} jobs/s",
            rate is null ? "" : Text.Number(rate, "jobs/s"),
            Text.Nothing,
            rate is null ? null : rate >= least,
            "ingest");
    }

    private Target ExportRate()
    {
        var rate = figures.Find(ExportPart.Group, ExportPart.Rate("csv"), Million)?.Spread.Median;
        return new Target("export of 1 million jobs over HTTP, CSV", ">= 150,000 jobs/s", rate is null ? "" : Text.Number(rate, "jobs/s"), Text.Nothing, rate is null ? null : rate >= 150_000, "export");
    }

    private Target BesideImport()
    {
        var rate = figures.Find(IngestPart.Group, IngestPart.Rate, Million)?.Spread.Median;
        var import = figures.Find(IngestPart.Group, IngestPart.Rate, Million, Subjects.Import)?.Spread.Median;
        var sorted = figures.Find(IngestPart.Group, IngestPart.Rate, Million, Subjects.ImportSorted)?.Spread.Median;
        return new Target(
            "the same beside `sqlite3`'s import, 1 million",
            ">= 0.5 x",
            rate is null ? "" : $"{Text.Ratio(rate, import)} of the import with the table's own indexes, {Text.Ratio(rate, sorted)} of the one with indexes to sort by",
            rate is null ? Text.Nothing : $"{Text.Number(import)} and {Text.Number(sorted)} jobs/s",
            rate is null ? null : rate / import >= 0.5,
            "ingest");
    }

    private static Target AtMost(string what, string part, Measure? measure, double most, string unit) => new(
        what,
        $"<= {Text.Number(most, unit)}",
        measure is null ? "" : Text.Median(measure),
        Text.Nothing,
        measure is null ? null : measure.Spread.Median <= most,
        part);
}
