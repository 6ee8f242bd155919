using System.Text.Json;
using BatchDashboard.Data.Columns;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>What is known of all jobs of a snapshot together: of a whole copy as it was stored, of one that fills as it is now.</summary>
/// <param name="Errors">By error code; "" for failures without one.</param>
internal sealed record SnapshotInfo(JobFacts Facts, IReadOnlyDictionary<string, ErrorFacts> Errors, ResultsBody? Header)
{
    private const int ErrorBytes = 20_000;

    public long Bytes => (1 + Errors.Count) * (long)ErrorBytes;

    public static async Task<SnapshotInfo> ReadAsync(DashboardContext context, CopyColumns copy, CancellationToken cancellation)
    {
        var row = await context.Snapshots.Where(one => one.Key == copy.Snapshot).Select(one => new { one.Facts, one.Header }).SingleOrDefaultAsync(cancellation);
        var stored = row?.Facts is { } facts
            ? JsonSerializer.Deserialize(facts, FactsJson.Default.StoredFacts) ?? throw new JsonException("Stored facts are null.")
            : new StoredFacts(
                copy.Sums ?? (await BuiltColumns.ReadAsync(context, copy.Snapshot, copy.Groups, cancellation)).Sums,
                await new FactsBuilder(context, copy.Snapshot, copy.Groups).MostFrequentAsync(cancellation));
        var isRepeat = await copy.IsRepeatAsync(cancellation);
        var largest = stored.Sums.LargestOrdinal is { } ordinal ? await JobTable.ListAsync(context, copy.Snapshot, [ordinal], copy.Groups, isRepeat, cancellation) : [];
        var errors = new Dictionary<string, ErrorFacts>(WordComparer.Instance);
        foreach (var error in stored.Errors.Where(error => error.Count > 0))
        {
            errors[error.Code ?? ""] = await CompleteAsync(context, copy, error, isRepeat, cancellation);
        }

        return new SnapshotInfo(Count(copy.Groups, stored.Sums, largest.SingleOrDefault()) with { Repeats = stored.Repeats }, errors, row?.Header is { } header ? StoredJson.Read<ResultsBody>(header) : null);
    }

    /// <summary>What one error code has, which may be too rare to be among <see cref="Errors"/>.</summary>
    public static async Task<ErrorFacts> ReadErrorAsync(DashboardContext context, CopyColumns copy, string? code, CancellationToken cancellation)
    {
        var found = await new FactsBuilder(context, copy.Snapshot, copy.Groups).ReadAsync([code], cancellation);
        return await CompleteAsync(context, copy, found[0], await copy.IsRepeatAsync(cancellation), cancellation);
    }

    private static JobFacts Count(JobGroups groups, SnapshotSums sums, StoredJob? largest) => new(
        groups.Jobs,
        sums.DistinctJobIds,
        groups.All.Where(group => group.IsSucceeded).Sum(group => group.Jobs),
        groups.All.Where(group => group.IsFailed).Sum(group => group.Jobs),
        FactsBuilder.Count(groups.All, group => group.Status),
        FactsBuilder.Count(groups.All, group => group.MediaType),
        FactsBuilder.ByCode(groups),
        sums.Bytes,
        sums.Sized,
        largest,
        sums.RepeatedJobIds);

    private static async Task<ErrorFacts> CompleteAsync(
        DashboardContext context, CopyColumns copy, StoredErrorFacts stored, Func<long, bool> isRepeat, CancellationToken cancellation)
    {
        var first = await JobTable.ListAsync(context, copy.Snapshot, stored.First, copy.Groups, isRepeat, cancellation);
        return new ErrorFacts(
            stored.Count,
            Counts(stored.Formats),
            Counts(stored.Messages),
            [.. stored.Details.Select(detail => (detail.Key, Counts(detail.Values)))],
            stored.SmallestBytes,
            stored.LargestBytes,
            first)
        {
            Refused = stored.Refused,
        };
    }

    private static IReadOnlyList<(string? Value, long Count)> Counts(IReadOnlyList<StoredCount> counts) => [.. counts.Select(one => (one.Value, one.Count))];
}
