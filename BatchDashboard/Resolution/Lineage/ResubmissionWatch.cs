using System.Threading.Channels;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Lineage;

/// <summary>
/// Follows the batches that corrected files were sent in until they are final, and then writes what became of each file.
/// What is unsettled stands in the database, so a restart goes on with it.
/// </summary>
/// <remarks>
/// It asks nothing itself that others ask already: looking at a batch has <see cref="BatchWatch"/> poll it, within the
/// budget of status polls, and the copy is the sync's. A batch that nothing moves in for an hour is polled every quarter
/// of an hour. A batch that nobody opened yet costs one request. One that Wickson does not know a day after it was sent,
/// or after it was last heard of, is given up: what became of its files cannot be known any more.
/// </remarks>
public sealed class ResubmissionWatch(
    LineageStore lineage,
    BatchStore store,
    IResultsService results,
    BatchChanges changes,
    RequestBudget budget,
    WicksonClient client,
    TimeProvider time,
    ILogger<ResubmissionWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // A hundred resubmissions at once must not make every turn long.
    private const int MostLookedAt = 50;
    private const int MostCopiedAtOnce = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan StillAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1);

    private readonly PeriodicTimer _timer = new(Interval, time);
    private readonly Channel<BatchId> _changed = Channel.CreateBounded<BatchId>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private volatile IReadOnlyCollection<BatchId> _still = [];

    // Only the loop uses these.
    private readonly Dictionary<BatchId, Followed> _followed = [];
    private Task<bool>? _tick;
    private Task<BatchId>? _change;

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var awaiting = changes.Await(() => _still, LongestPause);
        try
        {
            do
            {
                await TrySettleAsync(stoppingToken);
            }
            while (await NextAsync(stoppingToken));
        }
        finally
        {
            foreach (var followed in _followed.Values)
            {
                followed.Looking?.Dispose();
            }
        }
    }

    private async Task<bool> NextAsync(CancellationToken cancellation)
    {
        _tick ??= _timer.WaitForNextTickAsync(cancellation).AsTask();
        _change ??= _changed.Reader.ReadAsync(cancellation).AsTask();
        if (await Task.WhenAny(_tick, _change) == _change)
        {
            await _change;
            _change = null;
            return true;
        }

        var goesOn = await _tick;
        _tick = null;
        return goesOn;
    }

    private async Task TrySettleAsync(CancellationToken cancellation)
    {
        try
        {
            await TurnAsync(cancellation);
        }
        catch (DatabaseException exception)
        {
            logger.LogDebug(exception, "Resubmitted batches could not be looked up: {Reason}", exception.Message);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // A defect here must not stop the whole app; the next turn tries again.
            logger.LogError(exception, "Resubmitted batches were not followed.");
        }
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        var unsettled = await lineage.UnsettledAsync(cancellation);
        var now = time.GetUtcNow();
        foreach (var gone in _followed.Keys.Except(unsettled.Select(batch => batch.Id)).ToList())
        {
            _followed[gone].Looking?.Dispose();
            _followed.Remove(gone);
        }

        foreach (var batch in unsettled)
        {
            var isNew = !_followed.ContainsKey(batch.Id);
            Of(batch.Id).Saw(batch, now);
            if (isNew)
            {
                await AnnounceAsync(batch.Id, cancellation);
            }
        }

        Look(unsettled, now);
        await AskNextAsync(unsettled, now, cancellation);
        var copying = 0;
        foreach (var batch in unsettled.Where(batch => batch.IsFinal))
        {
            if (await store.FindAsync(batch.Id, cancellation) is { } known && CopyOnDemand.IsSettled(known))
            {
                await SettleAsync(known.Id, known, SentOutcome.Skipped, cancellation);
            }
            else if (copying++ < MostCopiedAtOnce && Of(batch.Id).TryStart(now))
            {
                await results.CopyAsync(batch.Id, cancellation);
            }
        }
    }

    // Who looks at a batch has its figures kept live.
    private void Look(IReadOnlyList<UnsettledBatch> unsettled, DateTimeOffset now)
    {
        var known = unsettled.Where(batch => batch.AskedAt is not null).ToList();
        var looked = known
            .Where(batch => now - Of(batch.Id).MovedAt < StillAfter || batch.IsFinal)
            .OrderBy(batch => batch.AskedAt)
            .Take(MostLookedAt)
            .Select(batch => batch.Id)
            .ToHashSet();
        _still = [.. known.Select(batch => batch.Id).Except(looked)];
        foreach (var (id, followed) in _followed)
        {
            if (looked.Contains(id))
            {
                followed.Looking ??= changes.Subscribe(id, changed => _changed.Writer.TryWrite(changed));
            }
            else
            {
                followed.Looking?.Dispose();
                followed.Looking = null;
            }
        }
    }

    // One a turn, so that many new batches do not spend the hour's requests in a minute.
    private async Task AskNextAsync(IReadOnlyList<UnsettledBatch> unsettled, DateTimeOffset now, CancellationToken cancellation)
    {
        if (budget.RefusedUntil(RequestPurpose.Status) is not null
            || unsettled.FirstOrDefault(batch => (batch.Status is null || IsOverdue(batch)) && Of(batch.Id).IsDue(now)) is not { } next
            || !Of(next.Id).TryStart(now))
        {
            return;
        }

        if (await (next.Status is null ? OpenAsync(next.Id, cancellation) : IsUnknownAsync(next.Id, cancellation)) && IsOverdue(next))
        {
            logger.LogWarning("Wickson does not know batch {BatchId} any more: what became of the files in it cannot be told.", next.Id.Value);
            await SettleAsync(next.Id, await store.FindAsync(next.Id, cancellation), SentOutcome.Lost, cancellation);
        }

        bool IsOverdue(UnsettledBatch batch) =>
            !batch.IsFinal && now - (batch.AskedAt ?? batch.SentAt ?? Of(batch.Id).MovedAt) >= GivenUpAfter;
    }

    /// <summary>True when Wickson does not know the batch.</summary>
    private async Task<bool> OpenAsync(BatchId id, CancellationToken cancellation)
    {
        var opened = await results.OpenAsync([id], cancellation);
        if (opened[0].Problem is { } problem)
        {
            logger.LogDebug("Resubmitted batch {BatchId} could not be opened: {Reason}", id.Value, problem.Sentence);
            return problem.Kind == ProblemKind.NotFound;
        }

        Of(id).Worked();
        _changed.Writer.TryWrite(id);
        return false;
    }

    // The polls of a known batch tell nobody why they fail.
    private async Task<bool> IsUnknownAsync(BatchId id, CancellationToken cancellation)
    {
        try
        {
            await client.PollResultsAsync(id, cancellation);
            return false;
        }
        catch (WicksonException failure)
        {
            logger.LogDebug("Resubmitted batch {BatchId} was not heard of for a day: {Reason}", id.Value, failure.Message);
            return failure.Error.Failure == WicksonFailure.NotFound;
        }
    }

    /// <param name="batch">Its copy; null when there is none.</param>
    /// <param name="otherwise">What became of the files that the copy has no outcome of.</param>
    private async Task SettleAsync(BatchId id, CachedBatch? batch, SentOutcome otherwise, CancellationToken cancellation)
    {
        var files = await lineage.UnsettledFilesAsync(id, cancellation);
        var jobs = batch is null ? [] : await SentJobs.ReadAsync(store, batch, files, cancellation);
        await lineage.SettleAsync(id, SentFileMatch.Of(files, jobs, otherwise), cancellation);
        await AnnounceAsync(id, cancellation);
    }

    // Pages of the batch and of all that its files came from show what became of them.
    private async Task AnnounceAsync(BatchId id, CancellationToken cancellation)
    {
        foreach (var batch in (await lineage.SourcesAsync(id, cancellation)).Append(id).Distinct())
        {
            changes.Announce(batch);
        }
    }

    private Followed Of(BatchId id)
    {
        if (!_followed.TryGetValue(id, out var followed))
        {
            _followed[id] = followed = new Followed();
        }

        return followed;
    }

    private sealed class Followed
    {
        private (string? Status, long Done) _figures;
        private DateTimeOffset? _nextAt;
        private TimeSpan _pause;

        /// <summary>Looks at the batch while it is not null.</summary>
        public IDisposable? Looking { get; set; }

        public DateTimeOffset MovedAt { get; private set; } = DateTimeOffset.MinValue;

        public void Saw(UnsettledBatch batch, DateTimeOffset now)
        {
            if (MovedAt == DateTimeOffset.MinValue || _figures != (batch.Status, batch.Done))
            {
                (_figures, MovedAt) = ((batch.Status, batch.Done), now);
                Worked();
            }
        }

        public bool IsDue(DateTimeOffset now) => _nextAt is not { } next || now >= next;

        /// <summary>False while the pause after the attempt before lasts, which doubles with each.</summary>
        public bool TryStart(DateTimeOffset now)
        {
            if (!IsDue(now))
            {
                return false;
            }

            _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, _pause.Ticks * 2));
            _nextAt = now + _pause;
            return true;
        }

        public void Worked() => (_nextAt, _pause) = (null, TimeSpan.Zero);
    }
}
