using System.IO.Hashing;
using System.Text;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>How many files of a batch failed with one error type: what questions over thousands of batches are answered from.</summary>
internal sealed class BatchErrorRow
{
    public int BatchKey { get; set; }
    public int Number { get; set; }
    public required string ErrorType { get; set; }
    /// <summary>See <see cref="BatchErrors.Hash"/>.</summary>
    public long TypeHash { get; set; }
    public long Files { get; set; }
}

/// <summary>Keeps the errors of batches up to date.</summary>
internal static class BatchErrors
{
    /// <summary>Of a batch that has a code of its own for each file, only the largest are kept.</summary>
    public const int MaxTypes = 500;

    /// <summary>The same for all spellings of an error type that <see cref="WordComparer"/> takes for one: short enough for an index.</summary>
    public static long Hash(string errorType) => unchecked((long)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(WordComparer.Fold(errorType))));

    /// <summary>Counts the errors of a batch by its newest answer; where its summary leaves failures out, by the jobs that are here.</summary>
    public static async Task WriteAsync(DashboardContext context, BatchRow batch, ResultsBody? answer, CancellationToken cancellation)
    {
        var counts = batch.Failed == 0 ? [] : await CountAsync(context, batch, answer, cancellation);
        var rows = await context.Set<BatchErrorRow>().Where(row => row.BatchKey == batch.Key).OrderBy(row => row.Number).ToListAsync(cancellation);
        for (var number = 0; number < counts.Count; number++)
        {
            var (type, files) = counts[number];
            if (number == rows.Count)
            {
                rows.Add(new BatchErrorRow { BatchKey = batch.Key, Number = number, ErrorType = type });
                context.Add(rows[number]);
            }

            (rows[number].ErrorType, rows[number].TypeHash, rows[number].Files) = (type, Hash(type), files);
        }

        context.RemoveRange(rows.Skip(counts.Count));
        batch.UnknownErrors = Math.Max(0, batch.Failed - counts.Sum(error => error.Files));
        await context.SaveChangesAsync(cancellation);
    }

    private static async Task<List<(string Type, long Files)>> CountAsync(
        DashboardContext context, BatchRow batch, ResultsBody? answer, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(ErrorTypes.Counts(answer), WordComparer.Instance);
        if (counts.Values.Sum() < batch.Failed)
        {
            // The whole copy comes first.
            var readable = context.Snapshots.Where(row => row.BatchKey == batch.Key).OrderByDescending(row => row.CompletedAt != null).Select(row => (long?)row.Key);
            if (await readable.FirstOrDefaultAsync(cancellation) is { } snapshot)
            {
                foreach (var (code, files) in FactsBuilder.ByCode(await JobGroups.ReadAsync(context, snapshot, cancellation)))
                {
                    counts.TryAdd(ErrorTypes.Name(code), files);
                }
            }
        }

        return [.. counts.Select(error => (SoundText.Clean(error.Key), error.Value)).OrderByDescending(error => error.Value).Take(MaxTypes)];
    }
}
