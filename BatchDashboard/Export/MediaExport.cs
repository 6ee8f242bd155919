using System.Runtime.CompilerServices;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary><c>/export/batches/{batchId}/media.csv|json|xlsx</c>: the ids of all media items that the jobs of a batch created; <c>?type=…</c>: of these types.</summary>
internal static class MediaExport
{
    private static readonly string[] Columns = ["media_type", "media_id", "job_id", "filename"];

    public static async Task SendAsync(HttpContext http, string batchId, string format, JobsExports exports, Download download, TimeProvider time)
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
            var found = await exports.FindAsync(id, JobQuery.Default, null, http.RequestAborted);
            if (found.Value is not { } export)
            {
                await Refusal.AnswerAsync(http, found.Problem!);
                return;
            }

            var total = await export.CountMediaAsync(type => IsWanted(types, type), http.RequestAborted);
            await download.SendTableAsync(
                http, $"{id.Value}_media", string.Join('-', types), new MediaRows(export, total, types), "Media", ExportFormat.Find(format)!, time.GetUtcNow());
        }
        catch (Exception failure) when (!http.Response.HasStarted && ProblemWords.OfData(failure) is { } problem)
        {
            await Refusal.AnswerAsync(http, problem);
        }
    }

    private static bool IsWanted(HashSet<string> types, string? type) => types.Count == 0 || (type is not null && types.Contains(type));

    private sealed class MediaRows(JobsExport export, long total, HashSet<string> types) : Rows
    {
        public override IReadOnlyList<string> Columns => MediaExport.Columns;

        public override long Total => total;

        public override async IAsyncEnumerable<RowBlock> BlocksAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var block in export.ReadAsync(inApiOrder: true, cancellation))
            {
                var made = block.Select(exported => exported.Job).Where(job => !string.IsNullOrEmpty(job.MediaId) && IsWanted(types, job.MediaType)).ToList();
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
