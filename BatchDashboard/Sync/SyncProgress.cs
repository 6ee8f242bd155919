using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

public enum SyncState
{
    /// <summary>Other batches are copied first.</summary>
    Queued,
    Copying,
    /// <summary>Goes on by itself; <see cref="SyncProgress.Obstacle"/> says what for.</summary>
    Waiting,
    Done,
    /// <summary>Gave up; <see cref="SyncProgress.Obstacle"/> says why. What has arrived stays.</summary>
    Failed,
    /// <summary>Somebody stopped it, or the app is ending.</summary>
    Stopped,
}

/// <summary>How far the copy of a batch is.</summary>
public sealed record SyncProgress(BatchId Id, SyncState State, DateTimeOffset StartedAt)
{
    public long Copied { get; init; }

    /// <summary>Jobs that the API announced; 0 until it did.</summary>
    public long Total { get; init; }

    /// <summary>Pages that this copy has stored, not counting those that an interrupted one before it had.</summary>
    public int PagesStored { get; init; }

    /// <summary>Null until the first page has arrived.</summary>
    public double? JobsPerSecond { get; init; }
    public SyncObstacle? Obstacle { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsActive => State is SyncState.Queued or SyncState.Copying or SyncState.Waiting;
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
