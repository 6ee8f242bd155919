using System.Text.Json;
using BatchDashboard.Cache;

namespace BatchDashboard.Export;

/// <summary>Jobs as rows of a table.</summary>
public sealed class JobSheet(BatchStore store, long snapshot, JobWalk walk, long total, OperatorColumns operators) : Rows
{
    public override IReadOnlyList<string> Columns { get; } =
    [
        "number", "job_id", "media_id", "filename", "media_type", "status", "size_bytes", "created_at", "completed_at", "duration_seconds",
        "error_code", "error_message", .. OperatorColumns.Names, "error_details",
    ];

    public override long Total => total;

    public override async IAsyncEnumerable<RowBlock> BlocksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var block in store.StreamAsync(snapshot, walk, cancellation))
        {
            yield return new RowBlock(block.Count, (index, cells) => Write(block[index], cells));
        }
    }

    private void Write(StoredJob job, ICells cells)
    {
        cells.Number(job.Ordinal + 1);
        cells.Text(job.JobId);
        cells.Text(job.MediaId);
        cells.Text(job.FileName);
        cells.Text(job.MediaType);
        cells.Text(job.Status);
        cells.Number(job.SizeBytes);
        cells.Time(Time(job.CreatedAt));
        cells.Time(Time(job.CompletedAt));

        // Clocks of the API that disagree: the grid shows no such duration either.
        cells.Real(job.CompletedAt - job.CreatedAt is >= 0 and { } milliseconds ? milliseconds / 1000.0 : null);
        cells.Text(job.ErrorCode);
        cells.Text(job.ErrorMessage);
        operators.Write(job, cells);
        cells.Json(Details(job.Extras));
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    // Nearly always the details are all that no column holds.
    private static ReadOnlySpan<byte> Details(ReadOnlySpan<byte> extras)
    {
        if (!StoredDetails.TryFind(extras, out var reader))
        {
            return [];
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return reader.TokenType == JsonTokenType.Null ? [] : extras[start..(int)reader.BytesConsumed];
    }
}
