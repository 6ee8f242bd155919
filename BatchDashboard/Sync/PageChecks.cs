using System.IO.Hashing;
using System.Runtime.InteropServices;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Holds the pages of one copy against each other, in their order.</summary>
internal sealed class PageChecks(string? status)
{
    // A server may announce more pages than it has: after so many empty ones in a row, no more is asked for.
    private const int MaxEmptyPages = 5;

    private string? _status = status;
    private ulong? _lastRows;
    private int _emptyPages;

    /// <summary>So many pages without a job came in a row that no other page is expected to have any.</summary>
    public bool AreJobsOver => _emptyPages == MaxEmptyPages;

    /// <summary>True for a page of another state of the batch: jobs of two states must not become one copy.</summary>
    public bool IsOfAnotherState(ResultsBody body)
    {
        var told = StatusOf(body);
        _status ??= told;
        return told != _status;
    }

    /// <summary>Forgets all pages so far; what is copied from here on is of the state that this page tells.</summary>
    public void BeginAnew(ResultsBody body)
    {
        _status = StatusOf(body);
        _lastRows = null;
        _emptyPages = 0;
    }

    /// <summary>The last page is asked for once more, so that its jobs come twice.</summary>
    public void AllowRepeat() => _lastRows = null;

    /// <exception cref="SyncFailedException">The page is not what was asked for.</exception>
    public void Check(PageAsk ask, GrantedPage page, ResultsBody body)
    {
        if (page.Number != ask.Number)
        {
            throw SyncFailedException.Contradiction($"Wickson was asked for page {ask.Number} and sent page {page.Number}, so the copy cannot go on.");
        }

        if (body.Data.Value?.JobResults.HasValue != true && page.TotalItems != 0)
        {
            throw SyncFailedException.Contradiction($"Wickson sent page {ask.Number} without a list of jobs, so the copy cannot go on.");
        }

        var rows = Fingerprint(body);
        if (rows is not null && rows == _lastRows)
        {
            throw SyncFailedException.Contradiction($"Wickson sent the same jobs again as page {ask.Number}, so the copy cannot go on.");
        }

        _lastRows = rows;
        _emptyPages = page.Rows == 0 ? _emptyPages + 1 : 0;
    }

    /// <summary>A page that came before its turn with its place in it; null when it may not be what it should.</summary>
    public ResultsBody? Placed(PageAsk ask, ResultsBody body)
    {
        var page = GrantedPage.Of(body, ask.Number, ask.Size);
        var fits = page.Number == ask.Number && page.Size == ask.Size && page.Rows > 0 && StatusOf(body) == _status;
        return fits ? page.Place(body) : null;
    }

    private static string StatusOf(ResultsBody body) => body.Data.Value?.BatchSummary.Value?.Status.Text ?? "";

    private static ulong? Fingerprint(ResultsBody body)
    {
        var jobs = body.Data.Value?.JobResults.Value ?? [];
        var hash = new XxHash3();
        foreach (var job in jobs)
        {
            Add(hash, job.JobId);
            Add(hash, job.FileName);
            Add(hash, job.MediaId);
        }

        return jobs.Exists(job => job.JobId is not null) ? hash.GetCurrentHashAsUInt64() : null;
    }

    private static void Add(XxHash3 hash, string? text)
    {
        hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
        hash.Append("\n"u8);
    }
}
