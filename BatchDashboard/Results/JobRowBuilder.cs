using System.Text.Json;
using System.Text.RegularExpressions;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Makes a grid row of a job.</summary>
public static partial class JobRowBuilder
{
    public static JobRow Build(BatchId batch, StoredJob stored)
    {
        var job = stored.Job;
        var number = stored.Ordinal + 1;
        var (created, completed) = (Time(job.CreatedAt), Time(job.CompletedAt));
        return new JobRow
        {
            BatchId = batch,
            Number = number,
            Key = Key(job.JobId, number, !stored.IsRepeat),
            JobId = job.JobId,
            FileName = job.FileName,
            MediaType = job.MediaType,
            Status = job.Status,
            Outcome = ApiWords.Outcome(job.Status),
            SizeBytes = job.SizeBytes,
            IsSizeApproximate = job.IsSizeApproximate,
            CreatedAt = created,
            CompletedAt = completed,
            Duration = completed - created is { } time && time >= TimeSpan.Zero ? time : null,
            MediaId = job.MediaId,
            ErrorCode = job.ErrorCode,
            ErrorMessage = job.ErrorMessage,
        };
    }

    /// <summary>The job id where it can stand in a URL and means one job, else <c>row-N</c>.</summary>
    public static string Key(string? jobId, long number, bool isUnique) =>
        isUnique && Identifier.IsValid(jobId) && !RowKey().IsMatch(jobId)
            ? jobId
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"row-{number}");

    /// <summary>The 0-based ordinal that a <c>row-N</c> key names; null for any other key.</summary>
    public static long? Ordinal(string key) =>
        RowKey().IsMatch(key) && long.TryParse(key.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number - 1
            : null;

    /// <summary>The job as the API sent it.</summary>
    public static JsonElement Raw(Job job) => JsonSerializer.SerializeToElement(job, WicksonJson.Default.Job);

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    [GeneratedRegex(@"\Arow-[0-9]{1,18}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowKey();
}
