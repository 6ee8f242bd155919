using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>
/// A batch whose jobs are drawn one by one from its plan. Job <c>i</c> is the <c>i / workers</c>-th of worker
/// <c>i % workers</c>, and a worker takes one job a slot: so the time of any job is known without the others.
/// </summary>
internal sealed class GeneratedBatch(BatchPlan plan) : SandboxBatch
{
    private readonly BatchPlan _plan = plan;
    private readonly Lock _counting = new();
    private BatchTotals? _totals;
    private long _cancelledAt = long.MaxValue;

    public override string Id => _plan.Id;

    public override string? Name => _plan.Name;

    public override string Collection => _plan.Collection;

    public override int MaxPageSize => _plan.MaxPageSize;

    public override string? Fault => _plan.Fault;

    public uint Number => _plan.Number;

    private DateTimeOffset StartsAt => _plan.Created + _plan.Wait;

    private DateTimeOffset EndsAt => StartsAt + (_plan.Slot * (Math.Ceiling(_plan.Count / (double)_plan.Workers) + 0.5));

    public override BatchMoment At(DateTimeOffset now)
    {
        var cancelledTicks = Interlocked.Read(ref _cancelledAt);
        var cancelledAt = cancelledTicks == long.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(cancelledTicks, TimeSpan.Zero);
        var plannedStop = _plan.StopsAfter is { } after ? StartsAt + after : DateTimeOffset.MaxValue;
        var stop = cancelledAt < plannedStop ? cancelledAt : plannedStop;
        var until = now < stop ? now : stop;
        var started = until >= StartsAt ? StartsAt : (DateTimeOffset?)null;
        var stopStatus = stop == cancelledAt ? "cancelled" : _plan.StopStatus;
        var moment = new BatchMoment
        {
            Status = stop <= now ? stopStatus : started is null ? "created" : "running",
            Rows = started is null ? 0 : ProcessedUntil(until),
            Total = _plan.Count,
            CreatedAt = _plan.Created,
            StartedAt = started,
            CompletedAt = stop <= now ? stop : null,
            ExpectedEnd = EndsAt,
        };
        return until < EndsAt ? moment : moment with { Status = "completed", CompletedAt = EndsAt };
    }

    public override bool TryCancel(DateTimeOffset now, out string previous)
    {
        previous = At(now).Status;
        return previous is "created" or "running"
            && Interlocked.CompareExchange(ref _cancelledAt, now.UtcTicks, long.MaxValue) == long.MaxValue;
    }

    public override SandboxJob JobAt(int index)
    {
        var shape = ShapeAt(index);
        var (createdAt, completedAt) = TimesAt(index, shape);
        return new SandboxJob
        {
            Batch = Number,
            Index = index,
            JobId = JobIds.Job(Number, index),
            MediaId = shape.ErrorCode is null ? JobIds.Media(Number, index) : null,
            FileName = _plan.FileName is { } named
                ? named(index)
                : FileNames.Draw(JobRandom.For(Number, index, JobAspect.Name), index, shape.MediaType, shape.ErrorCode, _plan.Created),
            MediaType = shape.MediaType,
            ErrorCode = shape.ErrorCode,
            SizeBytes = SizeAt(index, shape),
            CreatedAt = createdAt,
            CompletedAt = completedAt,
        };
    }

    public override void WriteJob(Utf8JsonWriter json, int index) => JobWriter.Write(json, JobAt(index));

    public override void WriteSummary(Utf8JsonWriter json, BatchMoment moment) =>
        SummaryWriter.Summary(json, this, moment, Totals(moment.Rows));

    public override void WriteStatistics(Utf8JsonWriter json, BatchMoment moment) =>
        SummaryWriter.Statistics(json, moment, Totals(moment.Rows));

    public override void WriteMetadata(Utf8JsonWriter json, string requestId) =>
        SummaryWriter.Metadata(json, requestId, Collection);

    public override int CreatedMedia(BatchMoment moment, string? mediaType) => Totals(moment.Rows).Created(mediaType);

    private JobShape ShapeAt(int index) => _plan.Shape(index, JobRandom.For(Number, index, JobAspect.Shape));

    private long SizeAt(int index, JobShape shape) => FileSizes.Draw(
        JobRandom.For(Number, index, JobAspect.Size), shape.MediaType, tooLarge: shape.ErrorCode == "validation_error");

    private (DateTimeOffset Created, DateTimeOffset Completed) TimesAt(int index, JobShape shape)
    {
        var random = JobRandom.For(Number, index, JobAspect.Time);
        var row = index / _plan.Workers;
        var worker = index % _plan.Workers / (double)_plan.Workers;
        var begin = row + (0.5 * worker) + (0.03 * random.Unit());
        var share = ErrorScripts.TimeShare(shape.ErrorCode, random) ?? Math.Clamp(random.LogNormal(0.4, 0.4), 0.1, 0.95);
        return (Whole(begin), Whole(begin + share));

        // Milliseconds, as the API's times have: what is not written must not decide who is listed.
        DateTimeOffset Whole(double slots) => StartsAt.AddMilliseconds(Math.Floor(slots * _plan.Slot.TotalMilliseconds));
    }

    /// <summary>Jobs listed by then: all up to the first that still runs, so that a row never moves to another page.</summary>
    private int ProcessedUntil(DateTimeOffset until)
    {
        if (until >= EndsAt)
        {
            return _plan.Count;
        }

        var doneRows = Math.Max(0, Math.Floor((until - StartsAt) / _plan.Slot) - 1);
        var index = (int)Math.Min(_plan.Count, doneRows * _plan.Workers);
        while (index < _plan.Count && TimesAt(index, ShapeAt(index)).Completed <= until)
        {
            index++;
        }

        return index;
    }

    /// <summary>Counted once for a batch that stands still; a running one is small enough to count anew.</summary>
    private BatchTotals Totals(int rows)
    {
        if (Volatile.Read(ref _totals) is { } known && known.Rows == rows)
        {
            return known;
        }

        // One counts, and whoever else asks takes its numbers: a million jobs are not counted twice at a time.
        lock (_counting)
        {
            if (_totals?.Rows == rows)
            {
                return _totals;
            }

            var totals = new BatchTotals(JobAt);
            for (var index = 0; index < rows; index++)
            {
                var shape = ShapeAt(index);
                totals.Add(index, shape, SizeAt(index, shape));
            }

            Volatile.Write(ref _totals, totals);
            return totals;
        }
    }
}
