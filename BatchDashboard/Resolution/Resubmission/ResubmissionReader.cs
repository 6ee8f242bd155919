using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>Reads resubmissions with what became of their files.</summary>
public sealed class ResubmissionReader(ResubmissionService service, LineageStore lineage, BatchStore batches)
{
    public async Task<Answer<ResubmissionView>> FindAsync(string id, CancellationToken cancellation)
    {
        var answer = await service.FindAsync(id, cancellation);
        if (answer.Value is not { } found)
        {
            return new(null, answer.Problem);
        }

        // With each batch that is accepted, all is counted anew: that waits until none is on its way.
        var isSending = found.Batches.Any(batch => batch.State == ResubmittedBatchState.Sending);
        return await Stored.AnswerAsync<ResubmissionView>(async () =>
        {
            var own = found.Batches.Select(batch => batch.BatchId).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var sources = new List<ResubmissionSource>();
            var outcomes = new Dictionary<string, SentCounts>(StringComparer.Ordinal);
            foreach (var source in found.Sources)
            {
                if (!BatchId.TryParse(source, out var batch))
                {
                    continue;
                }

                var known = await batches.FindAsync(batch, cancellation);
                var all = isSending ? BatchLineage.None : await lineage.FindAsync(batch, cancellation);
                foreach (var edge in all.Family.Where(edge => edge.Source == batch && own.Contains(edge.Target.Value)))
                {
                    outcomes[edge.Target.Value] = outcomes.GetValueOrDefault(edge.Target.Value, SentCounts.None) + edge.Files;
                }

                sources.Add(new ResubmissionSource(
                    batch,
                    string.IsNullOrWhiteSpace(known?.Name) ? source : known.Name,
                    known is null ? null : LineageReader.Effective(BatchViewBuilder.Completion(NewestFigures.Of(known)), all)));
            }

            return new(new ResubmissionView(found, sources, outcomes));
        });
    }
}
