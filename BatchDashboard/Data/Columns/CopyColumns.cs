namespace BatchDashboard.Data.Columns;

/// <summary>
/// One copy as questions over all its jobs see it: its groups, and a value of each kind for each job. Jobs are counted from 0
/// in the API's order; what differs from their place there only in a copy that lacks some.
/// </summary>
internal sealed class CopyColumns(long snapshot, bool isWhole, long revision, JobGroups groups, IColumnSource source)
{
    public long Snapshot { get; } = snapshot;

    /// <summary>It will not change any more.</summary>
    public bool IsWhole { get; } = isWhole;

    /// <summary>Changes with every change of the rows.</summary>
    public long Revision { get; } = revision;

    public JobGroups Groups { get; } = groups;

    /// <summary>What is known of all jobs together; null for a whole copy, with which it is stored.</summary>
    public SnapshotSums? Sums => (source as BuiltColumns)?.Sums;

    /// <summary>The number of each job's group.</summary>
    public ValueTask<int[]> GroupsAsync(CancellationToken cancellation) => source.GetAsync<int[]>(ColumnKind.Groups, cancellation);

    /// <summary>Names, ids or errors.</summary>
    public ValueTask<TextColumn> TextsAsync(ColumnKind kind, CancellationToken cancellation) => source.GetAsync<TextColumn>(kind, cancellation);

    /// <summary>Bins of sizes or durations.</summary>
    public ValueTask<byte[]> BinsAsync(ColumnKind kind, CancellationToken cancellation) => source.GetAsync<byte[]>(kind, cancellation);

    public ValueTask<JobSequence> OrderAsync(ColumnKind kind, CancellationToken cancellation) => source.GetAsync<JobSequence>(kind, cancellation);

    /// <summary>Tells of a place in the API's order whether another job before it has the same id.</summary>
    public async ValueTask<Func<long, bool>> IsRepeatAsync(CancellationToken cancellation)
    {
        var repeats = await source.GetAsync<int[]>(ColumnKind.Repeats, cancellation);
        if (repeats.Length == 0)
        {
            return _ => false;
        }

        var places = await PlacesAsync(cancellation);
        return ordinal => places.JobFrom(ordinal) is var job && Array.BinarySearch(repeats, job) >= 0 && places[job] == ordinal;
    }

    /// <summary>Where jobs stand in the API's order.</summary>
    public async ValueTask<Places> PlacesAsync(CancellationToken cancellation) => new(await source.GetAsync<int[]>(ColumnKind.Ordinals, cancellation));
}

/// <summary>Brings the columns of one copy: an <c>int[]</c>, a <c>byte[]</c>, a <see cref="TextColumn"/> or a <see cref="JobSequence"/>.</summary>
internal interface IColumnSource
{
    ValueTask<T> GetAsync<T>(ColumnKind kind, CancellationToken cancellation)
        where T : class;
}

/// <summary>All jobs in some order.</summary>
/// <param name="Jobs">Those with a value in ascending order, then those without.</param>
/// <param name="Valued">How many have a value.</param>
internal sealed record JobSequence(int[] Jobs, int Valued);

/// <summary>Turns the number of a job into its place in the API's order, and back.</summary>
/// <param name="ordinals">Ascending; empty when each job's number is its place.</param>
internal readonly struct Places(int[] ordinals)
{
    public long this[int job] => ordinals.Length == 0 ? job : ordinals[job];

    /// <summary>The first job at the place or behind it.</summary>
    public int JobFrom(long ordinal)
    {
        if (ordinals.Length == 0)
        {
            return (int)Math.Clamp(ordinal, 0, int.MaxValue);
        }

        var found = Array.BinarySearch(ordinals, (int)Math.Clamp(ordinal, 0, int.MaxValue));
        return found < 0 ? ~found : found;
    }
}
