using System.Runtime.InteropServices;
using BatchDashboard.Results;

namespace BatchDashboard.Export;

/// <summary>Jobs as rows of a table.</summary>
public sealed class JobSheet(JobsExport export) : Rows
{
    private readonly OperatorColumns _operators = new(export.Triage, export.Lineage);

    public override IReadOnlyList<string> Columns { get; } =
    [
        "number", "job_id", "media_id", "filename", "media_type", "status", "size_bytes", "created_at", "completed_at", "duration_seconds",
        "error_code", "error_message", .. OperatorColumns.Names, "error_details",
    ];

    public override long Total => export.Total;

    public override async IAsyncEnumerable<RowBlock> BlocksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var block in export.ReadAsync(inApiOrder: false, cancellation))
        {
            yield return new RowBlock(block.Count, (index, cells) => Write(block[index], cells));
        }
    }

    private void Write(ExportedJob exported, ICells cells)
    {
        var job = exported.Job;
        cells.Number(exported.Number);
        cells.Text(job.JobId);
        cells.Text(job.MediaId);
        cells.Text(job.FileName);
        cells.Text(job.MediaType);
        cells.Text(job.Status);
        cells.Number(job.SizeBytes);
        cells.Time(Time(job.CreatedAt));
        cells.Time(Time(job.CompletedAt));

        // Clocks of the API that disagree: the grid shows no such duration either.
        cells.Real(job.Duration is >= 0 and { } milliseconds ? milliseconds / 1000.0 : null);
        cells.Text(job.ErrorCode);
        cells.Text(job.ErrorMessage);
        _operators.Write(exported, cells);
        cells.Json(job.ErrorDetails() is { } details ? JsonMarshal.GetRawUtf8Value(details) : []);
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
