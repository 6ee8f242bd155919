using System.Runtime.CompilerServices;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    private const int MostOrigins = 100;

    private readonly JobFinder _finder = new(new FillingOrders(time, () => database.SortDirectory));

    /// <summary>How many of the ordinals [first, first + count) the snapshot holds.</summary>
    public Task<int> CountRangeAsync(long snapshot, long first, int count, CancellationToken cancellation) =>
        _database.ReadAsync((reader, _) => (int)JobTable.Count(reader, snapshot, first, first + count), cancellation);

    /// <summary>Jobs with ordinals [first, first + count), in order: the API's own page.</summary>
    public Task<IReadOnlyList<ListedJob>> ListRangeAsync(long snapshot, long first, int count, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<ListedJob>>(
            (reader, token) => Whole(reader, snapshot, token) is { } info
                ? JobTable.Range(reader, snapshot, first, count, info.Groups, info.IsRepeat)
                : JobTable.Range(reader, snapshot, first, count, JobGroups.Read(reader, snapshot), _ => false),
            cancellation);

    /// <summary>The same jobs as the API sent them, without <c>error.details</c> and unknown fields.</summary>
    public async Task<IReadOnlyList<CachedJob>> RangeAsync(long snapshot, long first, int count, CancellationToken cancellation) =>
        [.. (await ListRangeAsync(snapshot, first, count, cancellation)).Select(job => new CachedJob(job.Ordinal, JobDecoder.Decode(job.Columns, null)))];

    /// <summary>
    /// Jobs that match, skipping <paramref name="skip"/>, at most <paramref name="take"/>, with the number of all of them
    /// and their facets. Ties are in the API's order, or its reverse where the order is descending; jobs without the
    /// value come last.
    /// </summary>
    public Task<JobMatches> MatchAsync(long snapshot, JobFilter filter, long skip, int take, CancellationToken cancellation) =>
        _database.ReadAsync((reader, token) => _finder.Find(reader, snapshot, Whole(reader, snapshot, token), filter, skip, take, token), cancellation);

    /// <summary>Jobs of a snapshot whose file has exactly this name, but for the case of letters.</summary>
    public Task<IReadOnlyList<ListedJob>> FindNamedAsync(long snapshot, string fileName, int most, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<ListedJob>>(
            (reader, token) => IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is { } view
                ? JobTable.Listed(reader, ValueFinder.Name(view, fileName, most, token), snapshot, view.Groups, Repeats(reader, snapshot, token))
                : [],
            cancellation);

    /// <summary>Jobs of all copies whose name or id contains the text, those of the newest batch first, at most so many.</summary>
    public Task<IReadOnlyList<(CachedBatch Batch, ListedJob Job)>> SearchAsync(string text, int most, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<(CachedBatch, ListedJob)>>(
            (reader, token) =>
            {
                var found = new List<(CachedBatch, ListedJob)>();
                foreach (var batch in BatchReader.List(reader))
                {
                    if (found.Count < most && batch.Readable is { } copy && IndexView.Open(reader, copy.Key, Whole(reader, copy.Key, token)?.Groups) is { } view)
                    {
                        var ordinals = TextSearch.First(view, text, most - found.Count, token);
                        var jobs = JobTable.Listed(reader, ordinals, copy.Key, view.Groups, Repeats(reader, copy.Key, token));
                        found.AddRange(jobs.Select(job => (batch, job)));
                    }
                }

                return found;
            },
            cancellation);

    /// <summary>
    /// Jobs that match now, in the filter's order and in steps. All are found before the first step, so that what operators
    /// do meanwhile neither repeats nor leaves out any.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<ListedJob>> WalkAsync(
        long snapshot, JobFilter filter, int step, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ordinals = await _database.ReadAsync(
            (reader, token) => _finder.Ordinals(reader, snapshot, Whole(reader, snapshot, token), filter, 0, int.MaxValue, token), cancellation);
        for (var first = 0; first < ordinals.Count; first += step)
        {
            yield return await ListAtAsync(snapshot, [.. ordinals.Skip(first).Take(step)], cancellation);
        }
    }

    public async Task<long> CountJobsAsync(long snapshot, JobFilter filter, CancellationToken cancellation) =>
        (await MatchAsync(snapshot, filter, 0, 0, cancellation)).Total;

    /// <summary>One job whole, with details and unknown fields, by its job id; the first of those that share it.</summary>
    public Task<CachedJob?> FindJobAsync(long snapshot, string jobId, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) =>
            {
                if (IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is not { } view)
                {
                    return null;
                }

                var ordinal = ValueFinder.JobId(view, StoredText.Clean(jobId), token);
                return ordinal is { } found ? JobTable.Whole(reader, snapshot, found, view.Groups, _ => false) : null;
            },
            cancellation);

    /// <summary>One job whole by its ordinal.</summary>
    public Task<CachedJob?> FindJobAsync(long snapshot, long ordinal, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) => JobKey.IsOrdinal(ordinal)
                ? JobTable.Whole(reader, snapshot, ordinal, JobGroups.Read(reader, snapshot), Repeats(reader, snapshot, token))
                : null,
            cancellation);

    /// <summary>The nearest failed job before (step -1) or after (step 1) an ordinal.</summary>
    public Task<ListedJob?> NeighbourFailedAsync(long snapshot, long ordinal, int step, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) =>
            {
                if (IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is not { } view)
                {
                    return null;
                }

                var found = PlaceFinder.Next(view, view.Groups.Codes(group => group.IsFailed), ordinal, step, token);
                return found is { } place
                    ? JobTable.Listed(reader, [place], snapshot, view.Groups, Repeats(reader, snapshot, token)).SingleOrDefault()
                    : null;
            },
            cancellation);

    /// <summary>Failed jobs up to and including an ordinal, and failed jobs in all.</summary>
    public Task<(long Position, long Count)> FailedPositionAsync(long snapshot, long ordinal, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) => IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is { } view
                ? (PlaceFinder.CountUntil(view, view.Groups.Codes(group => group.IsFailed), ordinal, token),
                    view.Groups.All.Where(group => group.IsFailed).Sum(group => group.Jobs))
                : (0L, 0L),
            cancellation);

    /// <summary>The jobs that made a media item, newest batch first; at most a hundred.</summary>
    public Task<IReadOnlyList<(CachedBatch Batch, CachedJob Job)>> FindMediaOriginsAsync(string mediaId, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<(CachedBatch, CachedJob)>>(
            (reader, token) =>
            {
                var found = new List<(CachedBatch, CachedJob)>();
                foreach (var batch in BatchReader.List(reader).Where(batch => batch.Readable is not null))
                {
                    var snapshot = batch.Readable!.Key;
                    if (found.Count < MostOrigins && IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is { } view)
                    {
                        var ordinals = ValueFinder.MediaId(view, StoredText.Clean(mediaId), MostOrigins - found.Count, token);
                        var repeats = Repeats(reader, snapshot, token);
                        found.AddRange(ordinals.Select(ordinal => (batch, JobTable.Whole(reader, snapshot, ordinal, view.Groups, repeats)!)));
                    }
                }

                return found;
            },
            cancellation);

    private Func<long, bool> Repeats(CacheReader reader, long snapshot, CancellationToken cancellation) =>
        Whole(reader, snapshot, cancellation) is { } info ? info.IsRepeat : _ => false;
}
