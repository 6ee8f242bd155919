using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>Keeps the progress of one copy and reports every change. Pages on their way report from their own threads.</summary>
internal sealed class CopyTracker(BatchId id, PageFetch fetch, TimeProvider time, Action<SyncProgress> report)
{
    // A lock: a report is one change after the other, and the last of them must be the newest.
    private readonly Lock _gate = new();
    private readonly CopyPaceMeter _pace = new(time);
    private int _dropped;
    private SyncProgress _progress = new(id, SyncState.Copying, time.GetUtcNow());

    public SyncProgress Progress
    {
        get
        {
            lock (_gate)
            {
                return _progress;
            }
        }
    }

    public void Begins(long copied, long total) => Change(progress => Paced(progress with { State = SyncState.Copying, Jobs = new Portion(copied, total) }));

    public void BeginsAnew() => Change(progress =>
    {
        _pace.Interrupt();
        return progress with { Restarts = progress.Restarts + 1, Jobs = default };
    });

    /// <summary>Jobs behind the end that the API announces now are no longer its own, and will be cut.</summary>
    public void Announced(long total) => Change(progress => progress with
    {
        Jobs = new Portion(Math.Min(progress.Copied, total), total),
        FirstTotal = progress.FirstTotal == 0 ? total : progress.FirstTotal,
    });

    public void Stored(int pages, long copied, long total) => Change(progress => Paced(progress with
    {
        State = SyncState.Copying,
        Obstacle = null,
        PagesStored = progress.PagesStored + pages,
        Jobs = new Portion(copied, total),
    }));

    /// <summary>All that the API sends is here.</summary>
    public void Finishes(long copied) => Change(progress => progress with
    {
        State = SyncState.Finishing,
        Obstacle = null,
        Jobs = new Portion(Math.Min(copied, progress.Total), progress.Total),
        ExpectedEnd = null,
    });

    /// <summary>So many pages were given up on their way and will be asked for once more.</summary>
    public void Dropped(int pages) => Change(progress =>
    {
        _dropped += pages;
        return progress;
    });

    /// <summary>The write that is next waits, or waits no longer (null).</summary>
    public void Waits(SyncObstacle? obstacle) => Waits(() => obstacle);

    /// <summary>The page that is next waits, or waits no longer (null).</summary>
    /// <param name="next">Looked up in the lock: of several pages that tell at the same time none may bring back what another has ended.</param>
    public void Waits(Func<SyncObstacle?> next)
    {
        lock (_gate)
        {
            var obstacle = next();
            if (ReferenceEquals(_progress.Obstacle, obstacle))
            {
                return;
            }

            _pace.Interrupt();
            Set(_progress with
            {
                State = obstacle is null ? SyncState.Copying : SyncState.Waiting,
                Obstacle = obstacle,
                ExpectedEnd = _pace.EndOf(Left(_progress), obstacle?.RetryAt ?? time.GetUtcNow()),
            });
        }
    }

    private void Change(Func<SyncProgress, SyncProgress> change)
    {
        lock (_gate)
        {
            Set(change(_progress));
        }
    }

    private void Set(SyncProgress progress)
    {
        _progress = progress with
        {
            RequestsSpent = fetch.Requests,
            PagesAskedAgain = _dropped + fetch.Repeated,
        };
        report(_progress);
    }

    private SyncProgress Paced(SyncProgress progress) => progress with
    {
        JobsPerSecond = _pace.JobsPerSecond(progress.Copied),
        ExpectedEnd = _pace.EndOf(Left(progress), time.GetUtcNow()),
    };

    private static long Left(SyncProgress progress) => Math.Max(0, progress.Total - progress.Copied);
}
