using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Import;

/// <summary>
/// Takes saved results into the cache. A file is read whole before anything is written; the pages of a batch may come in
/// several files and in any order, and the copy is complete when all are there.
/// </summary>
public sealed class ResultsImport(BatchStore store, BatchChanges changes, IOptions<WicksonOptions> wickson, IOptions<ImportOptions> options)
{
    private const int ReadSize = 81_920;
    private const int JobsAtOnce = 10_000;

    /// <param name="content">Is read to its end or to the limit, and left open.</param>
    /// <param name="fileName">For the report only.</param>
    public async Task<ImportReport> ImportAsync(Stream content, string fileName, CancellationToken cancellation)
    {
        var file = await ReadAsync(content, fileName, cancellation);
        return file.Refused ?? (await StoreAsync([file], cancellation))[0];
    }

    /// <summary>
    /// Takes several files in one transaction, which is many times quicker than one after the other. What cannot be read stops none of
    /// the others.
    /// </summary>
    /// <returns>A report of each file, in their order.</returns>
    public async Task<IReadOnlyList<ImportReport>> ImportAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var files = new List<SavedFile>();
        foreach (var path in paths)
        {
            files.Add(await ReadAsync(path, cancellation));
        }

        var readable = files.Where(file => file.Refused is null).ToList();
        var stored = readable.Count == 0 ? [] : await StoreAsync(readable, cancellation);
        return [.. files.Select(file => file.Refused ?? stored[readable.IndexOf(file)])];
    }

    /// <summary>The report of a file whose known size is over the limit, so that nothing of it has to be read; else null.</summary>
    public ImportReport? RefusedForSize(string fileName, long size) =>
        size > options.Value.MaxBytes ? Refused(fileName, TooLarge.Message, TooLarge.Advice) : null;

    /// <summary>The report of a file that could not even be opened.</summary>
    public static ImportReport Refused(string fileName, string sentence, string? advice = null) => new(
        fileName, null, 0, new Problem(ProblemKind.BadInput, sentence, advice ?? "Save the answer of “Get Batch Results” as it came, and import that file."));

    private ImportException TooLarge => new(
        $"The file is larger than {Limit(options.Value.MaxBytes)}, the most that is taken (Import:MaxBytes).")
    {
        Advice = "Save the results with a smaller page_size, and import all the pages together.",
    };

    private async Task<SavedFile> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var content = File.OpenRead(path);
            return await ReadAsync(content, Path.GetFileName(path), cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new SavedFile(path, [])
            {
                Refused = File.Exists(path)
                    ? Refused(path, "The file cannot be opened.", "Check that you may read it.")
                    : Refused(path, "There is no such file.", "Check its name and the directory."),
            };
        }
    }

    private async Task<SavedFile> ReadAsync(Stream content, string name, CancellationToken cancellation)
    {
        try
        {
            var saved = await ReadAsync(content, cancellation);
            return new SavedFile(name, ResultsFile.Read(new KeyGuard(wickson.Value.ApiKey).Hide(saved.Span)));
        }
        catch (ImportException exception)
        {
            return new SavedFile(name, []) { Refused = Refused(name, exception.Message, exception.Advice) };
        }
        catch (IOException)
        {
            return new SavedFile(name, []) { Refused = Refused(name, "The file could not be read to its end.") };
        }
    }

    private async Task<IReadOnlyList<ImportReport>> StoreAsync(IReadOnlyList<SavedFile> files, CancellationToken cancellation)
    {
        var sets = files.SelectMany(file => file.Bodies.Select(body => new Page(file, IdOf(body), Outline(body), body)))
            .GroupBy(page => page.Batch)
            .SelectMany(Sets)
            .ToList();
        try
        {
            var taken = await store.ImportAsync([.. sets.Select(Placed)], cancellation);
            var pages = sets.SelectMany((set, index) => set.Select(page => (Page: page, IsTaken: taken[index]))).ToLookup(one => one.Page.File);
            foreach (var batch in sets.Where((_, index) => taken[index]).Select(set => set[0].Batch).Distinct())
            {
                changes.Announce(batch);
            }

            return
            [
                .. files.Select(file => new ImportReport(
                    file.Name, pages[file].First().Page.Batch, Rows(pages[file].Where(one => one.IsTaken).Select(one => one.Page)), null)
                {
                    OtherBatches = pages[file].Select(one => one.Page.Batch).Distinct().Count() - 1,
                    AlreadyHere = Rows(pages[file].Where(one => !one.IsTaken).Select(one => one.Page)),
                }),
            ];
        }
        catch (DatabaseException exception)
        {
            return [.. files.Select(file => new ImportReport(file.Name, null, 0, ProblemWords.Of(exception)))];
        }
    }

    // The pages of a batch may come in several files. Where two files have the same page, they were saved at different times, and
    // each is a state of its own.
    private static IEnumerable<List<Page>> Sets(IEnumerable<Page> batch)
    {
        var pages = batch.ToList();
        var isOne = pages.GroupBy(page => page.Outline.Number).All(same => same.Select(page => page.File).Distinct().Count() == 1);
        return isOne ? [pages] : pages.GroupBy(page => page.File).Select(file => file.ToList());
    }

    private static IReadOnlyList<SavedPage> Placed(List<Page> set)
    {
        // Of a page that the file has twice, the last one counts.
        var pages = set.GroupBy(page => (page.Outline.Number, page.Outline.Size)).Select(same => same.Last()).OrderBy(page => page.Outline.Number).ToList();

        // The files alone are the whole batch, even where the announced total is more than the rows that came.
        var last = pages[^1].Outline;
        var isWhole = last.PageCount is { } count && count == last.Number && pages.Select(page => page.Outline.Number).Distinct().Count() == count;
        var bodies = new List<ResultsBody>();
        for (var from = 0; from < pages.Count;)
        {
            var some = pages.GetRange(from, Joinable(pages, from));
            bodies.Add(some is [var page] ? page.Outline.Place(page.Body) : Joined(some));
            from += some.Count;
        }

        return [.. bodies.Select((body, index) => new SavedPage(pages[0].Batch, body, isWhole && index == bodies.Count - 1))];
    }

    // Stored one by one, 200,000 pages of one job take minutes. So pages that follow each other become one page of more jobs: as many, and
    // from such a place, that it has a number of its own among pages of that size.
    private static int Joinable(List<Page> pages, int from)
    {
        var (first, figures) = (pages[from].Outline, Figures(pages[from]));
        if (Position(first) != 0)
        {
            return 1;
        }

        var count = 1;
        while (from + count < pages.Count
            && pages[from + count] is { Outline: var next } page
            && next.Size == first.Size && next.Number == first.Number + count && Position(next) == count
            && pages[from + count - 1].Outline.Rows == first.Size
            && Figures(page) == figures)
        {
            count++;
        }

        return count;

        static long Position(GrantedPage page) => (page.Number - 1) % PagesAtOnce(page.Size);
        static (string?, BatchCounts) Figures(Page page) => (page.Body.Data.Value!.BatchSummary.Value!.Status.Text, BatchCounts.Of(page.Body.Data.Value));
    }

    private static ResultsBody Joined(List<Page> pages)
    {
        var (first, data) = (pages[0].Outline, pages[^1].Body.Data.Value!);
        var pagination = (data.Pagination.Value ?? new Pagination()) with
        {
            Page = Field<long>.Of(((first.Number - 1) / PagesAtOnce(first.Size)) + 1),
            PageSize = Field<long>.Of(first.Size * PagesAtOnce(first.Size)),
            TotalPages = default,
        };
        return pages[^1].Body with
        {
            Data = Field<ResultsData>.Of(data with
            {
                JobResults = Field<List<Job>>.Of([.. pages.SelectMany(page => page.Body.Data.Value!.JobResults.Value!)]),
                Pagination = Field<Pagination>.Of(pagination),
            }),
        };
    }

    private static long PagesAtOnce(int size) => Math.Max(1, JobsAtOnce / size);

    // Of a page that the file has twice, the last one is stored.
    private static int Rows(IEnumerable<Page> pages) => pages
        .GroupBy(page => (page.Batch, PagePlacement.Of(page.Body.Data.Value, RowsOf(page)).First))
        .Sum(place => RowsOf(place.Last()));

    private static int RowsOf(Page page) => page.Body.Data.Value?.JobResults.Value?.Count ?? 0;

    // In decimal units, as the setting is written.
    private static string Limit(long bytes) => bytes switch
    {
        >= 1_000_000 => FormattableString.Invariant($"{bytes / 1_000_000.0:0.##} MB"),
        >= 1000 => FormattableString.Invariant($"{bytes / 1000.0:0.##} KB"),
        _ => FormattableString.Invariant($"{bytes} bytes"),
    };

    // Without pagination the rows are all that there is to know: one page that holds them.
    private static GrantedPage Outline(ResultsBody body)
    {
        var rows = body.Data.Value!.JobResults.Value!.Count;
        var page = GrantedPage.Of(body, 1, Math.Max(1, rows));
        return body.Data.Value.Pagination.HasValue ? page : page with { TotalPages = 1 };
    }

    private static BatchId IdOf(ResultsBody body) => BatchId.Parse(body.Data.Value!.BatchSummary.Value!.BatchId.Value!);

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content, CancellationToken cancellation)
    {
        var limit = options.Value.MaxBytes;
        using var read = new MemoryStream();
        var buffer = new byte[ReadSize];
        int count;
        while ((count = await content.ReadAsync(buffer, cancellation)) > 0)
        {
            if (read.Length + count > limit)
            {
                throw TooLarge;
            }

            read.Write(buffer, 0, count);
        }

        return read.GetBuffer().AsMemory(0, (int)read.Length);
    }

    /// <param name="Bodies">None where the file was refused.</param>
    private sealed record SavedFile(string Name, IReadOnlyList<ResultsBody> Bodies)
    {
        public ImportReport? Refused { get; init; }
    }

    private sealed record Page(SavedFile File, BatchId Batch, GrantedPage Outline, ResultsBody Body);
}
