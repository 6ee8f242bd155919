using BatchDashboard.Cache.Failures;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

/// <summary>Answers a filter from the index of a snapshot; only the rows of the page itself are read.</summary>
internal sealed class JobFinder(FillingOrders orders)
{
    private readonly SearchCache _searches = new();

    /// <summary>The failures of the copies that were asked for last.</summary>
    public FailureTables Failures { get; } = new();

    /// <param name="info">Of a whole copy; null for one that fills.</param>
    public JobMatches Find(
        CacheReader reader, long snapshot, SnapshotInfo? info, JobFilter filter, long skip, int take, CancellationToken cancellation)
    {
        if (IndexView.Open(reader, snapshot, info?.Groups) is not { } view)
        {
            return JobMatches.None;
        }

        var found = Scan(view, filter, cancellation);
        var spread = found.Matches is null && view.IsComplete ? null : Spread(view, found.Matches, cancellation);
        var facets = FacetCounter.Count(
            found.Groups, view.Groups, found.Count, code => spread is null ? view.Groups[code - 1].Spread : spread.OfCode(code));
        var ordinals = Ordinals(view, filter, found, skip, take, cancellation);
        return new JobMatches(JobTable.Listed(reader, ordinals, snapshot, view.Groups, info is null ? _ => false : info.IsRepeat), found.Total, facets);
    }

    /// <summary>Where the jobs are that match, in the filter's order.</summary>
    public IReadOnlyList<long> Ordinals(
        CacheReader reader, long snapshot, SnapshotInfo? info, JobFilter filter, long skip, int take, CancellationToken cancellation) =>
        IndexView.Open(reader, snapshot, info?.Groups) is { } view
            ? Ordinals(view, filter, Scan(view, filter, cancellation), skip, take, cancellation)
            : [];

    /// <summary>Lets go of what was made for a copy that filled.</summary>
    public void Forget(long snapshot) => orders.Forget(snapshot);

    private Found Scan(IndexView view, JobFilter filter, CancellationToken cancellation)
    {
        var matches = new JobScan(_searches, Failures).Find(view, filter, cancellation);
        return new Found(view.Groups, new GroupFilter(filter), matches);
    }

    private IReadOnlyList<long> Ordinals(IndexView view, JobFilter filter, Found found, long skip, int take, CancellationToken cancellation)
    {
        if (take <= 0 || skip >= found.Total)
        {
            return [];
        }

        var page = new PageFinder(view, view.Groups.Codes(found.Groups.Fits), found.Matches, skip, take, cancellation);
        return filter.Order switch
        {
            JobOrder.Ordinal => page.ByOrdinal(filter.Descending),
            JobOrder.Status => page.ByWord(group => group.Status, filter.Descending),
            JobOrder.MediaType => page.ByWord(group => group.MediaType, filter.Descending),
            _ when view.IsComplete && Kept(filter.Order) is { } kept => page.ByIndex(kept, filter.Descending),
            _ => page.ByList(orders.Get(view, filter.Order, cancellation), filter.Descending),
        };
    }

    // Null for an order that few ask for: it is made when somebody does.
    private static IndexOrder? Kept(JobOrder order) => order switch
    {
        JobOrder.FileName => IndexOrder.Name,
        JobOrder.Size => IndexOrder.Size,
        JobOrder.Completed => IndexOrder.Completed,
        JobOrder.Duration => IndexOrder.Duration,
        _ => null,
    };

    // Of a search once, however often its pages are turned.
    private static JobTotals Spread(IndexView view, MatchSet? matches, CancellationToken cancellation)
    {
        if (matches?.Totals is { } known)
        {
            return known;
        }

        var totals = new JobTotals();
        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        var bins = new byte[2 * IndexTable.ChunkSize];
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            if (matches is not null && !matches.HasAny(chunk))
            {
                continue;
            }

            var places = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), codes);
            view.Column(IndexKind.Sizes, chunk).CopyTo(bins);
            view.Column(IndexKind.Durations, chunk).CopyTo(bins.AsSpan(IndexTable.ChunkSize));
            for (var place = 0; place < places; place++)
            {
                if (codes[place] != 0 && (matches is null || matches.Has(((long)chunk * IndexTable.ChunkSize) + place)))
                {
                    totals.AddBins(codes[place], bins[place], bins[IndexTable.ChunkSize + place]);
                }
            }
        }

        if (matches is not null)
        {
            matches.Totals = totals;
        }

        return totals;
    }

    /// <summary>What a filter finds, before it is known of which page the rows are wanted.</summary>
    private sealed class Found
    {
        private readonly JobGroups _all;

        public Found(JobGroups all, GroupFilter groups, MatchSet? matches)
        {
            (_all, Groups, Matches) = (all, groups, matches);
            Total = all.All.Where(groups.Fits).Sum(group => Count(group.Number + 1));
        }

        public GroupFilter Groups { get; }

        /// <summary>Null when the groups say it all.</summary>
        public MatchSet? Matches { get; }

        public long Total { get; }

        public long Count(int code) => Matches is null ? _all[code - 1].Jobs : Matches.ByCode[code];
    }
}
