using System.Runtime.CompilerServices;
using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>A list of compared files as rows of a table.</summary>
public sealed class CompareRows(BatchStore store, ComparePage page) : Rows
{
    private const int Block = 1000;

    public override IReadOnlyList<string> Columns { get; } =
    [
        "filename", "right_filename", "left_number", "left_job_id", "left_status", "left_size_bytes", "left_error_code", "left_error_message",
        "right_number", "right_job_id", "right_media_id", "right_status", "right_size_bytes", "right_error_code", "right_error_message",
    ];

    public override long Total => page.Files?.Total ?? 0;

    public override async IAsyncEnumerable<RowBlock> BlocksAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var skip = 0L; skip < Total; skip += Block)
        {
            var some = await store.CompareAsync(
                page.Left.Copy, page.Right.Copy, page.Resubmitted, page.Query.List, page.Query.Search, skip, Block, cancellation)
                ?? throw new CopyGoneException();
            yield return new RowBlock(some.Files.Count, (index, cells) => Write(some.Files[index], cells));
        }
    }

    private static void Write(ComparedFile file, ICells cells)
    {
        var (left, right) = (file.Left?.Job, file.Right?.Job);
        cells.Text(left is null ? right?.FileName : left.FileName);
        cells.Text(left is not null && right is not null && left.FileName != right.FileName ? right.FileName : null);
        cells.Number(file.Left?.Ordinal + 1);
        cells.Text(left?.JobId);
        Outcome(left, cells);
        cells.Number(file.Right?.Ordinal + 1);
        cells.Text(right?.JobId);
        cells.Text(right?.MediaId);
        Outcome(right, cells);
    }

    private static void Outcome(Job? job, ICells cells)
    {
        cells.Text(job?.Status);
        cells.Number(job?.SizeBytes);
        cells.Text(job?.ErrorCode);
        cells.Text(job?.ErrorMessage);
    }
}
