using System.Globalization;
using System.Text;
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

/// <summary><c>docs/performance.md</c>, from the results of all parts that were run.</summary>
internal sealed class PerformanceReport(IReadOnlyList<PartResult> parts)
{
    private static readonly string[] Service =
        [ServiceCases.Plain, ServiceCases.Filtered, ServiceCases.Sorted, ServiceCases.Searched, ServiceCases.Figures, ServiceCases.Everywhere];

    private readonly Figures _figures = new(parts);
    private readonly StringBuilder _text = new();

    /// <exception cref="FormatException">Nothing was measured yet.</exception>
    public string Write()
    {
        if (parts.Count == 0)
        {
            throw new FormatException("Nothing was measured yet: run some parts first.");
        }

        Head();
        TargetTable();
        Growth();
        ServiceTables();
        Spreads("Copying a batch", "From the click that needs the copy, in a process that was just started, until the database can be asked for all of it. "
            + "The source makes its pages as fast as it says here; it shares the processors with the app. The import reads the same rows from a file.", IngestPart.Group);
        Spreads("Pages over HTTP", "The whole HTML, on a connection that is open, not compressed. Hangfire's list of failed jobs and the app's pages are asked in turns.", HttpPart.Group);
        Spreads("List of batches", $"One page of 50 batches of {ListedBatches.JobsOfABatch} jobs, all downloaded, from the results service in this process.", ListsPart.Service, "batches");
        Spreads("List of batches over HTTP", "The whole HTML of the published app, not compressed.", ListsPart.Html, "batches");
        Spreads("Size of the list of batches", "The HTML of one page.", ListsPart.Size, "batches");
        Spreads("Errors of all batches", "The errors page from the results service: types with their batches, days, and the groups of one type.", ListsPart.Errors, "batches");
        Spreads("Errors of one collection", "The same for a sixtieth of the batches.", ListsPart.CollectionErrors, "batches");
        Spreads("Jobs of all batches", "From the results service in this process, over all copies.", ListsPart.Jobs, "batches");
        Spreads("Memory while all pages are asked", "Of the published app, from its start to the last of these pages.", ListsPart.Memory, "batches");
        Spreads("Import", "The published app's `import` of a folder with 5,000 saved results of 25 jobs, from the start of its process to its end.", ImportPart.Group, "files");
        Spreads("Changes of many files", "From the stores in this process, beside a copy of 100,000 jobs.", ChangesPart.Group);
        Spreads("Exports over HTTP", "All jobs of a batch as a file, read to its end by a client that keeps nothing. The extra memory is what the process has in RAM beyond what it had before the first of them.", ExportPart.Group);
        Spreads("Opening the batch page in Chromium", "Since the navigation began. A first visit has nothing in the browser's cache.", BrowserPart.Opening);
        Spreads("Clicks in Chromium", "From the click to the frame in which other rows are painted, in the page itself.", BrowserPart.Clicks);
        Spreads("Bytes", "As the browser's tools count them.", BrowserPart.Bytes);
        Spreads("Open pages", "Circuits of a lean client that fetches the page, starts the circuit and confirms every render batch as a browser does, but paints nothing.", CircuitsPart.Group);
        Spreads("Failure groups", "All failures of one copied batch, from the store, in this process. The first question about a copy reads its failures from the "
            + "database; a later one finds them in memory.", GroupingPart.Group);
        Spreads("Corrected files", "In this process: a third each by the same name, in other letters, and with another extension.", MatchingPart.Group);
        Spreads("Upload through the server", "The published app, between a client that sends batches of 25 files of 4,000,000 bytes one after the other and an API that counts them.", UploadPart.Group);
        Spreads("Start", "The published app, from the start of its process.", StartPart.Group);
        How();
        return _text.ToString().TrimEnd() + "\n";
    }

    private void Head()
    {
        var newest = parts.MaxBy(part => part.At)!;
        Say("# Performance");
        Say("Written by `./benchmarks.sh`; never edited by hand. Times are milliseconds unless another unit is named; MB and KB are 1,048,576 and 1,024 bytes.");
        _text.Append(Text.Table(["machine", ""], newest.Machine.Select(fact => new[] { fact.Key, fact.Value }))).Append('\n');
    }

    private void TargetTable()
    {
        Say("## Targets");
        var targets = new Targets(_figures).All();
        _text.Append(Text.Table(
            ["what", "target", "value", "met", "peer", "command"],
            targets.Select(target => new[]
            {
                target.What,
                target.Wanted,
                target.Value.Length > 0 ? target.Value : "not measured",
                target.IsMet switch { true => "met", false => "**missed**", null => Text.Nothing },
                target.Peer,
                $"`./benchmarks.sh --parts {target.Part}`",
            }))).Append('\n');
        if (targets.Any(target => target.IsMet == false))
        {
            _text.Append("What limits those that are missed: [performance-limits.md](performance-limits.md).\n\n");
        }
    }

    private void Growth()
    {
        var sizes = _figures.Sizes(ServiceCases.Plain);
        if (sizes.Count < 2)
        {
            return;
        }

        Say("## Growth");
        Say("Medians of the results service. The last column is how much longer the largest batch takes than the smallest.");
        _text.Append(Text.Table(
            ["question", .. sizes.Select(size => Text.Jobs(size)), "growth"],
            from grouped in Service
            from name in _figures.Names(grouped)
            let medians = sizes.Select(size => _figures.Find(grouped, name, size)?.Spread.Median).ToList()
            select (string[])[$"{grouped}: {name}", .. medians.Select(median => Text.Number(median)), Text.Ratio(medians[^1], medians[0])])).Append('\n');
    }

    private void ServiceTables()
    {
        if (Service.All(topic => _figures.Sizes(topic).Count == 0))
        {
            return;
        }

        Say("## Results service beside hand-written SQL");
        Say("What the pages ask, in this process, beside the same rows fetched by prepared commands in plain SQL on the same file, by BenchmarkDotNet; one question an "
            + "iteration, none left out, a different page or text each time. The service counts matches and reads the batch's figures besides. "
            + "“First” is the first such question of the process.");
        foreach (var topic in Service)
        {
            Say($"### {topic}");
            _text.Append(Text.Table(
                ["question", "jobs", "n", "min", "median", "p95", "p99", "max", "first", "SQL median", "SQL p95", "ratio of medians", "PostgreSQL median", "beside SQLite"],
                from name in _figures.Names(topic)
                from size in _figures.Sizes(topic)
                let own = _figures.Find(topic, name, size)
                where own is not null
                let sql = _figures.Find(topic, name, size, Subjects.Sql)
                let postgres = _figures.Find(topic, name, size, Subjects.PostgreSql)
                select (string[])
                [
                    name, Text.Jobs(size), .. Cells(own), Text.Number(own.First), Text.Number(sql?.Spread.Median), Text.Number(sql?.Spread.P95),
                    Text.Ratio(own.Spread.Median, sql?.Spread.Median), Text.Number(postgres?.Spread.Median), Text.Ratio(postgres?.Spread.Median, own.Spread.Median),
                ])).Append('\n');
        }
    }

    private void Spreads(string title, string explanation, string topic, string counted = "jobs")
    {
        if (_figures.Sizes(topic).Count == 0)
        {
            return;
        }

        Say($"## {title}");
        Say(explanation);
        _text.Append(Text.Table(
            ["what", counted, "whose", "unit", "n", "min", "median", "p95", "p99", "max"],
            from name in _figures.Names(topic)
            from size in _figures.Sizes(topic)
            from subject in _figures.SubjectsOf(topic, name)
            let measure = _figures.Find(topic, name, size, subject)
            where measure is not null
            select (string[])[name, Text.Jobs(size), subject, measure.Unit, .. Cells(measure)])).Append('\n');
    }

    private void How()
    {
        Say("## How it was run");
        _text.Append(Text.Table(
            ["part", "when (UTC)", "commit", "command"],
            parts.Select(part => new[] { part.Part, part.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), part.Machine["Commit"], $"`{part.Command.Trim()}`" }))).Append('\n');
    }

    private static string[] Cells(Measure measure) =>
    [
        measure.Spread.Count.ToString(CultureInfo.InvariantCulture),
        Text.Number(measure.Spread.Min),
        Text.Number(measure.Spread.Median),
        Text.Number(measure.Spread.P95),
        Text.Number(measure.Spread.P99),
        Text.Number(measure.Spread.Max),
    ];

    private void Say(string paragraph) => _text.Append(paragraph).Append("\n\n");
}
