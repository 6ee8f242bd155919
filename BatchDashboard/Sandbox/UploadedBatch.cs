using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>A file as it was sent, of which only this is kept, and what becomes of it.</summary>
internal sealed record UploadedFile(string Name, long SizeBytes, JobShape Shape);

/// <summary>A batch that was sent here. Its files are processed one after the other, each in the same time.</summary>
internal sealed class UploadedBatch(
    string id, uint number, string collection, DateTimeOffset created, TimeSpan pace, IReadOnlyList<UploadedFile> files) : SandboxBatch
{
    private long _cancelledAt = long.MaxValue;

    public override string Id => id;

    public override string? Name => null;

    public override string Collection => collection;

    public uint Number => number;

    public IReadOnlyList<UploadedFile> Files => files;

    private DateTimeOffset StartsAt => created + pace;

    private DateTimeOffset EndsAt => StartsAt + (pace * files.Count);

    public override BatchMoment At(DateTimeOffset now)
    {
        var cancelled = Interlocked.Read(ref _cancelledAt);
        var stop = cancelled == long.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(cancelled, TimeSpan.Zero);
        var until = now < stop ? now : stop;
        var started = until >= StartsAt ? StartsAt : (DateTimeOffset?)null;
        if (until >= EndsAt)
        {
            return Moment("completed", files.Count, EndsAt);
        }

        var rows = started is null ? 0 : (int)Math.Min(files.Count, (until - StartsAt) / pace);
        return stop <= now ? Moment("cancelled", rows, stop) : Moment(started is null ? "created" : "running", rows, null);

        BatchMoment Moment(string status, int processed, DateTimeOffset? completed) => new()
        {
            Status = status,
            Rows = processed,
            Total = files.Count,
            CreatedAt = created,
            StartedAt = started,
            CompletedAt = completed,
            ExpectedEnd = EndsAt,
        };
    }

    public override bool TryCancel(DateTimeOffset now, out string previous)
    {
        previous = At(now).Status;
        return previous is "created" or "running"
            && Interlocked.CompareExchange(ref _cancelledAt, now.UtcTicks, long.MaxValue) == long.MaxValue;
    }

    public override SandboxJob JobAt(int index)
    {
        var file = files[index];
        return new SandboxJob
        {
            Batch = number,
            Index = index,
            JobId = JobIds.Job(number, index),
            MediaId = file.Shape.ErrorCode is null ? JobIds.Media(number, index) : null,
            FileName = file.Name,
            MediaType = file.Shape.MediaType,
            ErrorCode = file.Shape.ErrorCode,
            SizeBytes = file.SizeBytes,
            CreatedAt = StartsAt + (pace * index),
            CompletedAt = StartsAt + (pace * (index + 1)),
        };
    }

    public override void WriteJob(Utf8JsonWriter json, int index) => JobWriter.Write(json, JobAt(index));

    public override void WriteSummary(Utf8JsonWriter json, BatchMoment moment) => SummaryWriter.Summary(json, this, moment, Totals(moment.Rows));

    public override void WriteStatistics(Utf8JsonWriter json, BatchMoment moment) => SummaryWriter.Statistics(json, moment, Totals(moment.Rows));

    public override void WriteMetadata(Utf8JsonWriter json, string requestId) => SummaryWriter.Metadata(json, requestId, Collection);

    public override int CreatedMedia(BatchMoment moment, string? mediaType) => Totals(moment.Rows).Created(mediaType);

    private BatchTotals Totals(int rows)
    {
        var totals = new BatchTotals(JobAt);
        for (var index = 0; index < rows; index++)
        {
            totals.Add(index, files[index].Shape, files[index].SizeBytes);
        }

        return totals;
    }
}
