using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <inheritdoc />
internal sealed class BatchOrigins : IBatchOrigins
{
    public async Task<(string First, int Batches)?> FindAsync(DashboardContext context, string batch, CancellationToken cancellation)
    {
        var sources = await context.Set<ResubmittedFile>()
            .Where(file => file.BatchId == batch)
            .GroupBy(file => file.SourceBatchId)
            .OrderBy(source => source.Min(file => file.Key))
            .Select(source => source.Key)
            .ToListAsync(cancellation);
        return sources.Count == 0 ? null : (sources[0], sources.Count);
    }
}
