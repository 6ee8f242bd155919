using System.Text.Json;
using System.Text.RegularExpressions;
using BatchDashboard.Cache;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Makes a grid row of a job as the API sent it, however broken it is.</summary>
public static partial class JobRowBuilder
{
    public static JobRow Build(BatchId batch, CachedJob stored)
    {
        var job = stored.Result.Value;
        var number = stored.Ordinal + 1;
        var error = job?.Error.Value;
        var created = Time(job?.ProcessingInfo.Value?.CreatedAt);
        var completed = Time(job?.ProcessingInfo.Value?.CompletedAt);
        return new JobRow
        {
            BatchId = batch,
            Number = number,
            Key = Key(job?.JobId.Value, number, !stored.IsRepeat),
            JobId = job?.JobId.Text,
            FileName = job?.Filename.Text,
            MediaType = job?.MediaType.Text,
            Status = job?.Status.Text,
            Outcome = ApiWords.Outcome(job?.Status.Value),
            SizeBytes = job?.FileInfo.Value?.Bytes(),
            IsSizeApproximate = job?.FileInfo.Value?.IsApproximate() == true,
            CreatedAt = created,
            CompletedAt = completed,
            Duration = completed - created is { } time && time >= TimeSpan.Zero ? time : null,
            MediaId = job?.MediaId.Text,
            ErrorCode = error?.Code.Text,
            ErrorMessage = error?.Message.Text,
        };
    }

    /// <summary>The same of a stored row, without the detour over what the API sent.</summary>
    public static JobRow Build(BatchId batch, ListedJob stored)
    {
        var job = stored.Columns;
        var number = stored.Ordinal + 1;
        var (created, completed) = (Time(job.CreatedAt), Time(job.CompletedAt));
        return new JobRow
        {
            BatchId = batch,
            Number = number,
            Key = Key(IsText(job, JobField.JobId) ? job.JobId : null, number, !stored.IsRepeat),
            JobId = job.JobId,
            FileName = job.FileName,
            MediaType = job.MediaType,
            Status = job.Status,
            Outcome = ApiWords.Outcome(IsText(job, JobField.Status) ? job.Status : null),
            SizeBytes = job.SizeBytes is >= 0 ? job.SizeBytes : null,
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
    public static JsonElement Raw(Field<JobResult> job) => JsonSerializer.SerializeToElement(job, WicksonJson.Default.FieldJobResult);

    private static bool IsText(JobColumns job, JobField field) => job.Shape[field] != FieldState.RawText;

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    private static DateTimeOffset? Time(Field<DateTimeOffset>? field) => field is { HasValue: true } time ? time.Value : null;

    [GeneratedRegex(@"\Arow-[0-9]{1,18}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowKey();
}
