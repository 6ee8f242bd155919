namespace BatchDashboard.Sandbox;

/// <summary>From what a batch is generated.</summary>
internal sealed record BatchPlan
{
    /// <summary>Seed, and part of the ids of its media items: unique, and never changed.</summary>
    public required uint Number { get; init; }
    public required string Id { get; init; }
    public string? Name { get; init; }
    public required string Collection { get; init; }
    public required DateTimeOffset Created { get; init; }
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(40);
    public required int Count { get; init; }
    public int Workers { get; init; } = 4;

    /// <summary>The time that a worker has for one job before it takes the next.</summary>
    public required TimeSpan Slot { get; init; }
    public required Func<int, JobRandom, JobShape> Shape { get; init; }

    /// <summary>The job's file name, where it is not drawn.</summary>
    public Func<int, string?>? FileName { get; init; }

    /// <summary>Ends the batch so long after its start, as <see cref="StopStatus"/>.</summary>
    public TimeSpan? StopsAfter { get; init; }
    public string StopStatus { get; init; } = "cancelled";
    public int MaxPageSize { get; init; } = 1000;
    public string? Fault { get; init; }
}
