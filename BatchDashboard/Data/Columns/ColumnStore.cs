using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Columns;

/// <summary>
/// Opens the columns of copies. Those of a whole copy are read from the database when they are asked for; those of one that
/// still fills are made of its rows. Doing that anew after every page would slow a copy down, so they are used for ten times as long
/// as they took to make; jobs that came since are in the next ones.
/// </summary>
internal sealed class ColumnStore(Database database, CopyCache cache, TimeProvider time)
{
    private const int Rest = 10;
    private const int GroupBytes = 200;

    /// <summary>Null when there is no such copy.</summary>
    public async Task<CopyColumns?> OpenAsync(long snapshot, CancellationToken cancellation) => await StateAsync(snapshot, cancellation) switch
    {
        { IsWhole: true } state => await KeptAsync(snapshot, state, cancellation),
        { } state => await FillingAsync(snapshot, state.Revision, cancellation),
        null => null,
    };

    /// <summary>Null for one that still fills, too: its columns would have to be made.</summary>
    public async Task<CopyColumns?> FindWholeAsync(long snapshot, CancellationToken cancellation) =>
        await StateAsync(snapshot, cancellation) is { IsWhole: true } state ? await KeptAsync(snapshot, state, cancellation) : null;

    private Task<State?> StateAsync(long snapshot, CancellationToken cancellation) => database.ReadAsync(
        (context, token) => context.Snapshots.Where(one => one.Key == snapshot).Select(one => new State(one.CompletedAt != null, one.Revision)).SingleOrDefaultAsync(token),
        cancellation);

    private ValueTask<CopyColumns> KeptAsync(long snapshot, State state, CancellationToken cancellation) =>
        cache.GetAsync((snapshot, "columns"), () => WholeAsync(snapshot, state.Revision, cancellation), Bytes, cancellation);

    private async Task<CopyColumns> WholeAsync(long snapshot, long revision, CancellationToken cancellation) => new(
        snapshot,
        isWhole: true,
        revision,
        await database.ReadAsync((context, token) => JobGroups.ReadAsync(context, snapshot, token), cancellation),
        new StoredColumns(database, cache, snapshot));

    private async Task<CopyColumns> FillingAsync(long snapshot, long revision, CancellationToken cancellation)
    {
        if (cache.TryGet<Made>((snapshot, "filling"), out var made)
            && (made!.Columns.Revision == revision || time.GetElapsedTime(made.At) < made.Took * Rest))
        {
            return made.Columns;
        }

        made = await cache.GetAsync((snapshot, revision, "filling"), () => MakeAsync(snapshot, cancellation), one => one.Bytes, cancellation);
        cache.Set((snapshot, "filling"), made, 0);
        return made.Columns;
    }

    private async Task<Made> MakeAsync(long snapshot, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var (revision, groups, columns) = await database.ReadAsync(
            async (context, token) =>
            {
                var state = await context.Snapshots.Where(row => row.Key == snapshot).Select(row => (long?)row.Revision).SingleOrDefaultAsync(token);
                var all = await JobGroups.ReadAsync(context, snapshot, token);
                return (state ?? 0, all, await BuiltColumns.ReadAsync(context, snapshot, all, token));
            },
            cancellation);
        return new Made(
            new CopyColumns(snapshot, isWhole: false, revision, groups, columns), columns.Bytes, time.GetTimestamp(), time.GetElapsedTime(start));
    }

    private static long Bytes(CopyColumns copy) => copy.Groups.All.Count * GroupBytes;

    private sealed record State(bool IsWhole, long Revision);

    private sealed record Made(CopyColumns Columns, long Bytes, long At, TimeSpan Took);
}

/// <summary>The columns of a whole copy, read when somebody asks for them.</summary>
internal sealed class StoredColumns(Database database, CopyCache cache, long snapshot) : IColumnSource
{
    public async ValueTask<T> GetAsync<T>(ColumnKind kind, CancellationToken cancellation)
        where T : class => (T)await cache.GetAsync((snapshot, kind), () => ReadAsync(kind, cancellation), Bytes, cancellation);

    private async Task<object> ReadAsync(ColumnKind kind, CancellationToken cancellation) => kind switch
    {
        ColumnKind.ByJobId => ColumnBuilder.Sort(await GetAsync<TextColumn>(ColumnKind.JobIds, cancellation)),
        ColumnKind.ByCreated => await database.ReadAsync((context, token) => ColumnBuilder.SortCreatedAsync(context, snapshot, token), cancellation),
        _ => await database.ReadAsync((context, token) => ColumnTable.ReadAsync(context, snapshot, kind, token), cancellation),
    };

    private static long Bytes(object column) => column switch
    {
        TextColumn texts => texts.Bytes,
        JobSequence order => 4L * order.Jobs.Length,
        int[] numbers => 4L * numbers.Length,
        byte[] bins => bins.Length,
        _ => 0,
    };
}

/// <summary>The columns of a copy as it was when they were made of its rows.</summary>
internal sealed class BuiltColumns : IColumnSource
{
    // What a job takes beside its texts while the orders can still be asked for.
    private const int JobBytes = 100;

    private readonly Lock _gate = new();
    private readonly ColumnBuilder _builder;
    private readonly Dictionary<ColumnKind, object> _columns;

    private BuiltColumns(ColumnBuilder builder, Dictionary<ColumnKind, object> columns) => (_builder, _columns) = (builder, columns);

    public SnapshotSums Sums
    {
        get
        {
            lock (_gate)
            {
                return _builder.Sums();
            }
        }
    }

    public long Bytes => (_builder.Jobs * (long)JobBytes) + _columns.Values.OfType<TextColumn>().Sum(texts => texts.Bytes);

    public static async Task<BuiltColumns> ReadAsync(DashboardContext context, long snapshot, JobGroups groups, CancellationToken cancellation)
    {
        var builder = new ColumnBuilder(snapshot, groups);
        var parts = new List<(ColumnKind Kind, byte[] Body)>();
        while (await builder.NextPartAsync(context, cancellation) is { Count: > 0 } more)
        {
            parts.AddRange(more);
        }

        return new BuiltColumns(
            builder,
            ColumnBuilder.Texts.ToDictionary(kind => kind, kind => (object)new TextColumn(parts.Where(part => part.Kind == kind).Select(part => part.Body))));
    }

    public ValueTask<T> GetAsync<T>(ColumnKind kind, CancellationToken cancellation)
        where T : class
    {
        lock (_gate)
        {
            if (!_columns.TryGetValue(kind, out var column))
            {
                _columns[kind] = column = kind == ColumnKind.ByJobId ? ColumnBuilder.Sort((TextColumn)_columns[ColumnKind.JobIds]) : _builder.Get(kind);
            }

            return ValueTask.FromResult((T)column);
        }
    }
}
