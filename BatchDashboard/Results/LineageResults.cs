using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Adds what became of failed files that were sent again.</summary>
public sealed class LineageResults(IResultsService inner, LineageReader lineage) : ResultsDecorator(inner)
{
    public override async Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.GetBatchesAsync(query, cancellation), cancellation);

    public override async Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.FindBatchesAsync(ids, cancellation), cancellation);

    public override async Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.GetBatchAsync(id, query, cancellation), cancellation);

    public override async Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.GetJobAsync(id, job, cancellation), cancellation);

    public override async Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.GetErrorGroupAsync(id, errorType, page, cancellation), cancellation);

    public override async Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.GetErrorTrendsAsync(query, cancellation), cancellation);

    public override Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => lineage.RatesAsync(cancellation);

    public override async Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation) =>
        await lineage.AddAsync(await base.SearchAsync(text, cancellation), cancellation);
}
