using System.Collections.Concurrent;
using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <summary>
/// Keeps answers about lineage until something more is sent or settled, by this process or another. Whoever writes what an
/// answer depends on also changes a row of <c>resubmitted_batches</c> in the same transaction, so counting that table, one row
/// for up to 25 files, shows whether the answers still hold.
/// </summary>
internal sealed class LineageCache
{
    private const int MaxAnswers = 64;

    private Answers _answers = new(null);

    /// <param name="question">Unique for what is read.</param>
    /// <param name="context">In a transaction: the answer is from the same state as the stamp.</param>
    public async Task<T> GetAsync<T>(
        object question, DashboardContext context, Func<DashboardContext, CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : class
    {
        var stamp = await StampAsync(context, cancellation);
        var answers = Volatile.Read(ref _answers);
        if (answers.Stamp != stamp)
        {
            answers = new Answers(stamp);
            Volatile.Write(ref _answers, answers);
        }

        if (answers.ByQuestion.TryGetValue(question, out var known))
        {
            return (T)known;
        }

        var answer = await read(context, cancellation);
        if (answers.ByQuestion.Count >= MaxAnswers)
        {
            answers.ByQuestion.Clear();
        }

        answers.ByQuestion[question] = answer;
        return answer;
    }

    private static async Task<Stamp> StampAsync(DashboardContext context, CancellationToken cancellation)
    {
        var batches = context.Set<ResubmittedBatch>();
        return new Stamp(
            await batches.CountAsync(cancellation),
            await batches.CountAsync(batch => batch.BatchId != null, cancellation),
            await batches.CountAsync(batch => batch.SettledAt != null, cancellation));
    }

    /// <summary>No row is ever deleted: each number only grows, and one of them does with every change that matters.</summary>
    private sealed record Stamp(int Batches, int Accepted, int Settled);

    private sealed class Answers(Stamp? stamp)
    {
        public Stamp? Stamp { get; } = stamp;

        public ConcurrentDictionary<object, object> ByQuestion { get; } = new();
    }
}
