using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

public enum SyncState
{
    /// <summary>Other batches are copied first.</summary>
    Queued,
    Copying,
    /// <summary>Goes on by itself; <see cref="SyncProgress.Obstacle"/> says what for.</summary>
    Waiting,
    /// <summary>All pages are here and are being put in order.</summary>
    Finishing,
    Done,
    /// <summary>Gave up; <see cref="SyncProgress.Obstacle"/> says why. What has arrived stays.</summary>
    Failed,
    /// <summary>Somebody stopped it, or the app is ending.</summary>
    Stopped,
}

/// <summary>How far the copy of a batch is.</summary>
public sealed record SyncProgress(BatchId Id, SyncState State, DateTimeOffset StartedAt)
{
    /// <summary>Jobs copied, of those that the API announced last; of none until it did.</summary>
    public Portion Jobs { get; init; }

    public long Copied => Jobs.Done;

    public long Total => Jobs.All;

    /// <summary>Jobs that the API announced first: another number than <see cref="Total"/> when the batch changed under the copy.</summary>
    public long FirstTotal { get; init; }

    /// <summary>Pages that this copy has stored, not counting those that an interrupted one before it had.</summary>
    public int PagesStored { get; init; }

    /// <summary>Calls of the API, those that failed included.</summary>
    public int RequestsSpent { get; init; }

    /// <summary>Pages that were asked for once more: after a failure, or because the server grants another page size.</summary>
    public int PagesAskedAgain { get; init; }

    /// <summary>Times that the copy began anew because the batch changed its status.</summary>
    public int Restarts { get; init; }

    /// <summary>Over the last ten seconds or so; null until the first pages have arrived.</summary>
    public double? JobsPerSecond { get; init; }

    /// <summary>At that pace, and after the wait if there is one; null until it is known.</summary>
    public DateTimeOffset? ExpectedEnd { get; init; }
    public SyncObstacle? Obstacle { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Another process on the same database makes the copy.</summary>
    public bool IsElsewhere { get; init; }

    public bool IsActive => State is SyncState.Queued or SyncState.Copying or SyncState.Waiting or SyncState.Finishing;
}

/// <summary>What holds a copy up, or ended it.</summary>
public sealed record SyncObstacle(SyncObstacleKind Kind, string Sentence)
{
    /// <summary>What the API said, when it was the API.</summary>
    public WicksonError? Error { get; init; }

    /// <summary>When the copy goes on by itself.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

public enum SyncObstacleKind
{
    Api,
    Storage,
    /// <summary>The API's pages contradict each other, so that no copy can be made of them.</summary>
    Pages,
}

/// <summary>A copy ended before its end.</summary>
internal sealed class SyncFailedException(SyncObstacle obstacle, Exception? inner = null) : Exception(obstacle.Sentence, inner)
{
    public SyncObstacle Obstacle { get; } = obstacle;

    public static SyncFailedException Contradiction(string sentence) => new(new SyncObstacle(SyncObstacleKind.Pages, sentence));
}

/// <summary>A copy ended because an operator stopped it in another process.</summary>
internal sealed class SyncStoppedException() : Exception("The copy was stopped.");
