using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Answers a query from a copy.</summary>
public sealed class JobPageReader(BatchStore store, QueryMarks marks)
{
    /// <summary>Without rows when the copy is gone, because a newer one took its place meanwhile: who asked asks that one.</summary>
    public async Task<JobPage> ReadAsync(
        CachedBatch batch, JobQuery query, CopyFacts? facts, ResultsBody? header, CancellationToken cancellation)
    {
        var (corrected, notices) = FilterChoices.Correct(query, facts, header);
        if (batch.Readable is not { } snapshot)
        {
            return Empty(corrected with { Page = 1 }, FilterChoices.Options(facts, header, null));
        }

        var byOrdinal = corrected.IsPlain && (!snapshot.IsComplete || snapshot.Jobs == snapshot.ExpectedJobs);
        return byOrdinal
            ? await RangeAsync(batch.Id, snapshot, corrected, notices, facts, header, cancellation)
            : await MatchesAsync(batch.Id, snapshot, corrected, notices, facts, header, cancellation);
    }

    private async Task<JobPage> RangeAsync(
        BatchId batch, Snapshot snapshot, JobQuery query, IReadOnlyList<string> notices, CopyFacts? facts, ResultsBody? header, CancellationToken cancellation)
    {
        var total = snapshot.IsComplete ? snapshot.Jobs : snapshot.Portion.All;
        var (page, pages, beyond) = Paging.Clamp(query.Page, query.PageSize, total);
        var jobs = await store.ListRangeAsync(snapshot.Key, (page - 1L) * query.PageSize, query.PageSize, cancellation);
        return new JobPage
        {
            Query = query with { Page = page },
            Rows = Rows(batch, jobs),
            Total = total,
            First = jobs.Count == 0 ? 0 : jobs[0].Ordinal + 1,
            Last = jobs.Count == 0 ? 0 : jobs[^1].Ordinal + 1,
            PageCount = pages,
            Notices = With(notices, beyond),
            Options = FilterChoices.Options(facts, header, facts?.Facets),
            Sizes = Spread(facts?.Facets?.Sizes),
            Durations = Spread(facts?.Facets?.Durations),
            IsPartial = !snapshot.IsComplete,
        };
    }

    private async Task<JobPage> MatchesAsync(
        BatchId batch, Snapshot snapshot, JobQuery query, IReadOnlyList<string> notices, CopyFacts? facts, ResultsBody? header, CancellationToken cancellation)
    {
        var marked = await marks.AddAsync(batch, query, cancellation);
        var matches = await store.MatchAsync(snapshot.Key, marked, (query.Page - 1L) * query.PageSize, query.PageSize, cancellation);
        var (page, pages, beyond) = Paging.Clamp(query.Page, query.PageSize, matches.Total);
        var skip = (page - 1L) * query.PageSize;
        if (page != query.Page)
        {
            matches = await store.MatchAsync(snapshot.Key, marked, skip, query.PageSize, cancellation);
        }

        return new JobPage
        {
            Query = query with { Page = page },
            Rows = Rows(batch, matches.Jobs),
            Total = matches.Total,
            First = matches.Jobs.Count == 0 ? 0 : skip + 1,
            Last = matches.Jobs.Count == 0 ? 0 : skip + matches.Jobs.Count,
            PageCount = pages,
            Notices = With(notices, beyond),
            Options = FilterChoices.Options(facts, header, matches.Facets),
            Sizes = Spread(matches.Facets.Sizes),
            Durations = Spread(matches.Facets.Durations),
            IsPartial = !snapshot.IsComplete,
            PatternText = query.Pattern.Length == 0 ? null : await store.PatternTextAsync(snapshot.Key, query.Pattern, cancellation),
        };
    }

    private static List<JobRow> Rows(BatchId batch, IReadOnlyList<StoredJob> jobs)
    {
        var rows = new List<JobRow>(jobs.Count);
        foreach (var job in jobs)
        {
            rows.Add(JobRowBuilder.Build(batch, job));
        }

        return rows;
    }

    private static Distribution? Spread(IReadOnlyList<ValueBin>? bins) => bins is null ? null : new Distribution(
        [.. bins.Where(bin => bin.From is not null).Select(bin => new DistributionBin(bin.From!.Value, bin.To!.Value, bin.Count))],
        bins.Where(bin => bin.From is null).Sum(bin => bin.Count));

    private static IReadOnlyList<string> With(IReadOnlyList<string> notices, string? more) => more is null ? notices : [.. notices, more];

    private static JobPage Empty(JobQuery query, FilterOptions options) => new()
    {
        Query = query,
        Rows = [],
        Total = 0,
        First = 0,
        Last = 0,
        PageCount = 1,
        Options = options,
        IsPartial = true,
    };
}
