using System.Runtime.CompilerServices;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary><c>/export/batches/{batchId}/media.csv|json|xlsx</c>: the ids of all media items that the jobs of a batch created; <c>?type=…</c>: of these types.</summary>
internal static class MediaExport
{
    private static readonly string[] Columns = ["media_type", "media_id", "job_id", "filename"];

    public static async Task SendAsync(HttpContext http, string batchId, string format, BatchStore store, Download download, TimeProvider time)
    {
        if (!BatchId.TryParse(batchId, out var id))
        {
            await Refusal.AnswerAsync(http, ExportEndpoints.NoBatchId(batchId));
            return;
        }

        var parameters = new Parameters(http.Request.QueryString.Value, ["type"], ExportRuns.Parameter);
        var types = parameters.Texts("type").ToHashSet<string>(WordComparer.Instance);
        if (await Refusal.RefusesAsync(http, parameters))
        {
            return;
        }

        try
        {
            if (await store.FindAsync(id, http.RequestAborted) is not { } batch)
            {
                await Refusal.AnswerAsync(http, ProblemWords.NeverOpened(id));
                return;
            }

            if (batch.Current is not { } copy)
            {
                await Refusal.AnswerAsync(http, ProblemWords.NotWhole(batch));
                return;
            }

            var total = (await store.CreatedMediaAsync(copy.Key, http.RequestAborted)).Where(type => IsWanted(types, type.MediaType)).Sum(type => type.Jobs);
            await download.SendTableAsync(
                http, $"{id.Value}_media", string.Join('-', types), new MediaRows(store, copy.Key, total, types), "Media", ExportFormat.Find(format)!, time.GetUtcNow());
        }
        catch (DatabaseException failure) when (!http.Response.HasStarted)
        {
            await Refusal.AnswerAsync(http, ProblemWords.Of(failure));
        }
    }

    private static bool IsWanted(HashSet<string> types, string? type) => types.Count == 0 || (type is not null && types.Contains(type));

    private sealed class MediaRows(BatchStore store, long snapshot, long total, HashSet<string> types) : Rows
    {
        public override IReadOnlyList<string> Columns => MediaExport.Columns;

        public override long Total => total;

        public override async IAsyncEnumerable<RowBlock> BlocksAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var block in store.StreamAsync(snapshot, JobWalk.All, cancellation))
            {
                var made = block.Select(stored => stored.Job).Where(job => !string.IsNullOrEmpty(job.MediaId) && IsWanted(types, job.MediaType)).ToList();
                yield return new RowBlock(made.Count, (index, cells) => Write(made[index], cells));
            }
        }

        private static void Write(Job job, ICells cells)
        {
            cells.Text(job.MediaType);
            cells.Text(job.MediaId);
            cells.Text(job.JobId);
            cells.Text(job.FileName);
        }
    }
}
