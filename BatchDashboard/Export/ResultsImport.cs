using BatchDashboard.Cache;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Export;

/// <summary>
/// Takes saved results into the cache. A file is read whole before anything is written; the pages of a batch may come in
/// several files and in any order, and the copy is complete when all are there.
/// </summary>
public sealed class ResultsImport(BatchStore store, BatchChanges changes, IOptions<ImportOptions> options)
{
    private const int ReadSize = 81_920;

    /// <param name="content">Is read to its end or to the limit, and left open.</param>
    /// <param name="fileName">For the report only.</param>
    public async Task<ImportReport> ImportAsync(Stream content, string fileName, CancellationToken cancellation)
    {
        try
        {
            var pages = ResultsFile.Read(await ReadAsync(content, cancellation));
            var saved = pages.GroupBy(IdOf).SelectMany(batch => Placed(batch.Key, [.. batch])).ToList();
            var taken = await store.ImportAsync(saved, cancellation);
            foreach (var batch in taken)
            {
                changes.Announce(batch);
            }

            return new ImportReport(fileName, saved[0].Batch, Rows(saved.Where(page => taken.Contains(page.Batch))), null)
            {
                OtherBatches = saved.Select(page => page.Batch).Distinct().Count() - 1,
                AlreadyHere = Rows(saved.Where(page => !taken.Contains(page.Batch))),
            };
        }
        catch (ImportException exception)
        {
            return Refused(fileName, exception.Message, exception.Advice);
        }
        catch (IOException)
        {
            return Refused(fileName, "The file could not be read to its end.");
        }
        catch (CacheException exception)
        {
            return new ImportReport(fileName, null, 0, ProblemWords.Of(exception));
        }
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

    private static IEnumerable<SavedPage> Placed(BatchId id, List<ResultsBody> bodies)
    {
        var pages = bodies
            .Select(body => (Body: body, Page: Outline(body)))
            .OrderBy(one => one.Page.Number)
            .ToList();

        // The file alone is the whole batch, even where the announced total is more than the rows that came.
        var last = pages[^1].Page;
        var isWhole = last.PageCount is { } count && count == last.Number && pages.Select(one => one.Page.Number).Distinct().Count() == count;
        return pages.Select((one, index) => new SavedPage(id, one.Page.Place(one.Body), isWhole && index == pages.Count - 1));
    }

    // Of a page that the file has twice, the last one is stored.
    private static int Rows(IEnumerable<SavedPage> pages) => pages
        .GroupBy(page => (page.Batch, PagePlacement.Of(page.Body.Data.Value, RowsOf(page)).First))
        .Sum(place => RowsOf(place.Last()));

    private static int RowsOf(SavedPage page) => page.Body.Data.Value?.JobResults.Value?.Count ?? 0;

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
}
