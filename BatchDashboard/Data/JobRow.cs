using System.Linq.Expressions;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>A <see cref="Job"/> as it is stored: written by the hundred thousand, past the change tracker. Whoever adds a column changes this file.</summary>
internal sealed class JobRow
{
    /// <summary>What is inserted, in this order.</summary>
    public static readonly IReadOnlyList<(string Column, ColumnType Type, Func<JobRow, object?> Value)> Columns =
    [
        ("key", ColumnType.Long, row => row.Key),
        ("group_no", ColumnType.Int, row => row.GroupNo),
        ("job_id", ColumnType.Text, row => row.JobId),
        ("media_id", ColumnType.Text, row => row.MediaId),
        ("file_name", ColumnType.Text, row => row.FileName),
        ("size_bytes", ColumnType.Long, row => row.SizeBytes),
        ("created_at", ColumnType.Long, row => row.CreatedAt),
        ("completed_at", ColumnType.Long, row => row.CompletedAt),
        ("error_message", ColumnType.Text, row => row.ErrorMessage),
        ("parts", ColumnType.Int, row => (int)row.Parts),
        ("raw", ColumnType.Text, row => row.Raw),
    ];

    /// <summary>The row for a list: <see cref="Raw"/> may be as long as the rest of a thousand jobs.</summary>
    public static readonly Expression<Func<JobRow, JobRow>> WithoutRaw = row => new JobRow
    {
        Key = row.Key,
        GroupNo = row.GroupNo,
        JobId = row.JobId,
        MediaId = row.MediaId,
        FileName = row.FileName,
        SizeBytes = row.SizeBytes,
        CreatedAt = row.CreatedAt,
        CompletedAt = row.CompletedAt,
        ErrorMessage = row.ErrorMessage,
        Parts = row.Parts,
    };

    internal enum ColumnType
    {
        Int,
        Long,
        Text,
    }

    /// <summary>A <see cref="JobKey"/>.</summary>
    public long Key { get; set; }

    /// <summary>The group that has its status, media type and error code.</summary>
    public int GroupNo { get; set; }
    public string? JobId { get; set; }
    public string? MediaId { get; set; }
    public string? FileName { get; set; }
    public long? SizeBytes { get; set; }
    public long? CreatedAt { get; set; }
    public long? CompletedAt { get; set; }
    public string? ErrorMessage { get; set; }
    public JobParts Parts { get; set; }

    /// <summary>The whole JSON of a job that the columns would not give back; null for most.</summary>
    public string? Raw { get; set; }

    public static JobRow Of(long key, int group, Job job) => new()
    {
        Key = key,
        GroupNo = group,
        JobId = job.JobId,
        MediaId = job.MediaId,
        FileName = job.FileName,
        SizeBytes = job.SizeBytes,
        CreatedAt = job.CreatedAt,
        CompletedAt = job.CompletedAt,
        ErrorMessage = job.ErrorMessage,
        Parts = job.Parts,
        Raw = job.Raw,
    };

    /// <param name="group">Its own.</param>
    public Job ToJob(JobGroup group) => new()
    {
        JobId = JobId,
        MediaId = MediaId,
        FileName = FileName,
        MediaType = group.Sent.MediaType,
        Status = group.Sent.Status,
        SizeBytes = SizeBytes,
        CreatedAt = CreatedAt,
        CompletedAt = CompletedAt,
        ErrorCode = group.Sent.ErrorCode,
        ErrorMessage = ErrorMessage,
        Parts = Parts,
        Raw = Raw,
    };
}
