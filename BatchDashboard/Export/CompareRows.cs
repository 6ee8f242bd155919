using System.Runtime.CompilerServices;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>A list of compared files as rows of a table.</summary>
public sealed class CompareRows(CompareReader comparisons, ComparePage page) : Rows
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
            var some = await comparisons.FilesAsync(page, skip, Block, cancellation);
            yield return new RowBlock(some.Count, (index, cells) => Write(some[index].Left, some[index].Right, cells));
        }
    }

    private static void Write(ExportedJob? leftJob, ExportedJob? rightJob, ICells cells)
    {
        var (left, right) = (leftJob?.Job, rightJob?.Job);
        cells.Text(left is null ? right?.FileName : left.FileName);
        cells.Text(left is not null && right is not null && left.FileName != right.FileName ? right.FileName : null);
        cells.Number(leftJob?.Number);
        cells.Text(left?.JobId);
        Outcome(left, cells);
        cells.Number(rightJob?.Number);
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
