using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>
/// Adds to answers what became of failed files that were sent again. An answer about batches without any is left as it
/// is; where the database cannot tell, the answer stays without it.
/// </summary>
public sealed class LineageReader(LineageStore lineage, BatchStore store)
{
    private const int Weeks = 12;

    /// <summary>What a batch without a name is called; null when it was not sent from here.</summary>
    public async Task<string?> OriginAsync(BatchId id, CancellationToken cancellation) =>
        await OriginAsync(await lineage.OriginsAsync(cancellation), id, cancellation);

    public Task<Answer<SearchResults>> AddAsync(Answer<SearchResults> answer, CancellationToken cancellation) => Stored.AddAsync(
        answer,
        async found =>
        {
            var titles = await TitlesAsync(found.Jobs.Select(job => (job.Row.BatchId, job.BatchTitle)).Concat(found.Batches.Select(batch => (batch.Id, batch.Title))), cancellation);
            return found with
            {
                Batches = [.. found.Batches.Select(batch => batch with { Title = titles.GetValueOrDefault(batch.Id, batch.Title) })],
                Jobs = [.. found.Jobs.Select(job => job with { BatchTitle = titles.GetValueOrDefault(job.Row.BatchId, job.BatchTitle) })],
            };
        });

    public Task<Answer<BatchPage>> AddAsync(Answer<BatchPage> answer, CancellationToken cancellation) => Stored.AddAsync(
        answer,
        async page =>
        {
            var found = await lineage.FindAsync(page.Batch.Id, cancellation);
            if (found.Family.Count == 0)
            {
                return page;
            }

            var origins = await lineage.OriginsAsync(cancellation);
            var family = await FamilyBuilder.BuildAsync(
                found.Family, page.Batch.Id, id => store.FindAsync(id, cancellation), id => OriginAsync(origins, id, cancellation));
            var view = new BatchLineageView { Effective = Effective(page.Batch.Completion, found), Family = family };
            var batch = page.Batch with { Lineage = view, Origin = await OriginAsync(origins, page.Batch.Id, cancellation) };
            return found.Fixed.Count == 0
                ? page with { Batch = batch }
                : new BatchPage(
                    batch with { Errors = [.. page.Batch.Errors.Select(group => WithFixed(group, found))] },
                    page.Jobs with { Rows = [.. page.Jobs.Rows.Select(row => WithFixed(row, found))] });
        });

    public Task<Answer<JobDetail>> AddAsync(Answer<JobDetail> answer, CancellationToken cancellation) => Stored.AddAsync(
        answer,
        async job =>
        {
            var found = await lineage.FindAsync(job.Row.BatchId, cancellation);
            if (found.Family.Count == 0)
            {
                return job;
            }

            job = job with { BatchTitle = await TitleAsync(job.Row.BatchId, job.BatchTitle, cancellation) };
            var address = new JobAddress(job.Row.BatchId, job.Row.Key);
            var view = new JobLineageView(await lineage.DescendantsAsync(address, cancellation), await lineage.AncestorsAsync(address, cancellation));
            return view.Sent.Count + view.Origins.Count == 0 ? job : job with { Lineage = view, Row = WithFixed(job.Row, found) };
        });

    public Task<Answer<ErrorGroupDetail>> AddAsync(Answer<ErrorGroupDetail> answer, CancellationToken cancellation) => Stored.AddAsync(
        answer,
        async detail =>
        {
            var found = await lineage.FindAsync(detail.BatchId, cancellation);
            detail = detail with { BatchTitle = await TitleAsync(detail.BatchId, detail.BatchTitle, cancellation) };
            return found.Fixed.Count == 0 ? detail : detail with
            {
                Group = WithFixed(detail.Group, found),
                Jobs = detail.Jobs with { Rows = [.. detail.Jobs.Rows.Select(row => WithFixed(row, found))] },
            };
        });

    public Task<Answer<BatchList>> AddAsync(Answer<BatchList> answer, CancellationToken cancellation) => Stored.AddAsync(
        answer,
        async list =>
        {
            var origins = await lineage.OriginsAsync(cancellation);
            if (origins.Count == 0)
            {
                return list;
            }

            var sent = (await lineage.CountByErrorAsync(cancellation)).ToLookup(errors => errors.Batch);
            var failed = await store.FailedAsync(list.Query, sent.Select(batch => batch.Key), cancellation);
            var sources = list.Items.Where(item => string.IsNullOrWhiteSpace(item.Name) && origins.ContainsKey(item.Id)).Select(item => origins[item.Id].First).Distinct();
            var names = (await store.FindAsync(sources, cancellation)).ToDictionary(batch => batch.Id, batch => batch.Name);
            return list with
            {
                Figures = list.Figures.With(failed.Select(batch => (batch.Value, sent[batch.Key].Sum(one => one.Fixed), sent[batch.Key].Sum(one => one.FailedAgain)))),
                Items = [.. list.Items.Select(item => item with
                {
                    Origin = string.IsNullOrWhiteSpace(item.Name) && origins.TryGetValue(item.Id, out var origin)
                        ? BatchTitle.OfCorrected(BatchTitle.Of(origin.First, names.GetValueOrDefault(origin.First)), origin.Batches)
                        : null,
                    Fixed = Math.Min(item.Completion.Failed, sent[item.Id].Sum(one => one.Fixed)),
                    FailedAgain = sent[item.Id].Sum(one => one.FailedAgain),
                })],
            };
        });

    public Task<Answer<ErrorTrends>> AddAsync(Answer<ErrorTrends> answer, CancellationToken cancellation) => Stored.AddAsync(
        answer,
        async trends =>
        {
            var sent = (await lineage.CountByErrorAsync(cancellation)).ToLookup(errors => (errors.Batch, Type: WordComparer.Fold(ErrorTypes.Name(errors.Code))));
            var again = (await store.ErrorsOfAsync(trends.Query.Scope, sent.Select(errors => errors.Key.Batch), cancellation)).ToLookup(error => WordComparer.Fold(error.Name!), StringComparer.Ordinal);
            var titles = await TitlesAsync(trends.Types.Concat(trends.Groups?.Groups ?? []).SelectMany(type => type.Batches).Select(batch => (batch.Id, batch.Title)), cancellation);
            return sent.Count == 0 && titles.Count == 0 ? trends : trends with
            {
                Groups = trends.Groups is not { } groups ? null : groups with { Groups = [.. groups.Groups.Select(Called)] },
                Types = [.. trends.Types.Select(type => WithSent(Called(type), again[WordComparer.Fold(type.Name!)], sent))],
            };

            ErrorTrend Called(ErrorTrend trend) =>
                trend with { Batches = [.. trend.Batches.Select(batch => batch with { Title = titles.GetValueOrDefault(batch.Id, batch.Title) })] };
        });

    /// <summary>How often each advice helped, the most used first.</summary>
    public Task<Answer<AdviceRates>> RatesAsync(CancellationToken cancellation) => Stored.AnswerAsync(async () =>
        new Answer<AdviceRates>(new AdviceRates(
        [
            .. (await lineage.AdviceDaysAsync(cancellation))
                .GroupBy(day => (Type: WordComparer.Fold(ErrorTypes.Name(day.Code)), day.Verdict))
                .Select(advice => new AdviceRate(ErrorTypes.Name(advice.First().Code), advice.Key.Verdict, Sum(advice), ByWeek(advice)))
                .OrderByDescending(rate => rate.Files.Sent)
                .ThenBy(rate => rate.ErrorType, StringComparer.Ordinal),
        ])));

    private async Task<string?> OriginAsync(IReadOnlyDictionary<BatchId, BatchOrigin> origins, BatchId id, CancellationToken cancellation) =>
        origins.TryGetValue(id, out var origin)
            ? BatchTitle.OfCorrected(BatchTitle.Of(origin.First, (await store.FindAsync(origin.First, cancellation))?.Name), origin.Batches)
            : null;

    // Those that are not called by their ids.
    private async Task<Dictionary<BatchId, string>> TitlesAsync(IEnumerable<(BatchId Id, string Title)> batches, CancellationToken cancellation)
    {
        var origins = await lineage.OriginsAsync(cancellation);
        var sent = batches.Where(batch => batch.Title == batch.Id.Value && origins.ContainsKey(batch.Id)).Select(batch => batch.Id).Distinct().ToList();
        var names = (await store.FindAsync(sent.Select(id => origins[id].First).Distinct(), cancellation)).ToDictionary(batch => batch.Id, batch => batch.Name);
        return sent.ToDictionary(
            id => id, id => BatchTitle.OfCorrected(BatchTitle.Of(origins[id].First, names.GetValueOrDefault(origins[id].First)), origins[id].Batches));
    }

    private async Task<string> TitleAsync(BatchId id, string title, CancellationToken cancellation) =>
        title == id.Value ? await OriginAsync(id, cancellation) ?? title : title;

    /// <summary>Null when nothing of the batch was sent again.</summary>
    public static EffectiveCompletion? Effective(CompletionView completion, BatchLineage found)
    {
        if (found.Jobs.Sent == 0)
        {
            return null;
        }

        // More cannot be fixed than failed; a batch that was read anew since may say so.
        var corrected = Math.Min(completion.Failed, found.Fixed.Count);
        var percent = BatchCounts.Percent(completion.Succeeded + corrected, completion.Failed - corrected, completion.Total);
        return new EffectiveCompletion(completion.Percent, percent, found.Jobs, found.Resubmissions);
    }

    private static JobRow WithFixed(JobRow row, BatchLineage found) =>
        row.Outcome == JobOutcome.Failed && found.Fixed.TryGetValue(row.Key, out var by) ? row with { FixedBy = by } : row;

    private static ErrorGroupView WithFixed(ErrorGroupView group, BatchLineage found)
    {
        var count = found.FixedByCode.Where(code => WordComparer.Instance.Equals(ErrorTypes.Name(code.Key), group.ErrorType)).Sum(code => code.Value);
        return count == 0 ? group : group with { Fixed = Math.Min(count, group.Count) };
    }

    // More was not sent again than failed; a batch that was read anew since may say so.
    private static ErrorTrend WithSent(ErrorTrend type, IEnumerable<ErrorOfBatch> batches, ILookup<(BatchId Batch, string Type), ResubmittedErrors> sent)
    {
        var (isFixed, failedAgain) = (0L, 0L);
        foreach (var batch in batches)
        {
            var again = sent[(batch.Batch, WordComparer.Fold(batch.Name!))];
            var corrected = Math.Min(batch.Files, again.Sum(one => one.Fixed));
            isFixed += corrected;
            failedAgain += Math.Min(batch.Files - corrected, again.Sum(one => one.FailedAgain));
        }

        return type with { Fixed = isFixed, FailedAgain = failedAgain };
    }

    private static IReadOnlyList<AdviceWeek> ByWeek(IEnumerable<AdviceDay> days) =>
    [
        .. days.GroupBy(day => day.Day.AddDays(-(((int)day.Day.DayOfWeek + 6) % 7)))
            .OrderBy(week => week.Key)
            .Select(week => new AdviceWeek(week.Key, Sum(week)))
            .TakeLast(Weeks),
    ];

    private static SentCounts Sum(IEnumerable<AdviceDay> days) => days.Aggregate(SentCounts.None, (sum, day) => sum + day.Files);
}
