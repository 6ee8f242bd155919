using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>
    /// Stores what an answer says about the batch itself and leaves its copies alone: for a poll, whose page of one job
    /// must not disturb a copy that is being filled. Null for a batch that is not known.
    /// </summary>
    public Task<CachedBatch?> WriteSummaryAsync(BatchId id, ResultsBody answer, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                if (await context.Batches.SingleOrDefaultAsync(row => row.BatchId == id.Value, token) is not { } batch)
                {
                    return null;
                }

                batch.FetchedAt = Now();
                context.Announce(id.Value);
                AnsweredFigures.Of(answer.Data.Value).WriteTo(batch, answer.Data.Value);
                batch.Derive(await TitleAsync(context, batch, token));
                await BatchErrors.WriteAsync(context, batch, answer, token);
                return await FindAsync(context, id, token);
            },
            cancellation);
}
