using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Looks at what is around a failed job: whether it is alone with its failure tells much of the cause.</summary>
internal sealed class NeighbourReader(BatchStore store)
{
    private const int MostMates = 1000;

    public async Task<JobNeighbours> ReadAsync(BatchId batch, long snapshot, JobRow row, CancellationToken cancellation)
    {
        var first = Math.Max(0, row.Number - 2);
        var around = await store.ListRangeAsync(snapshot, first, (int)(row.Number + 1 - first), cancellation);
        JobNeighbour? At(long number) =>
            around.FirstOrDefault(job => job.Ordinal == number - 1) is { } found && JobRowBuilder.Build(batch, found) is var other
                ? new JobNeighbour(other.Outcome, TriageResults.ErrorTypeOf(other))
                : null;
        return new JobNeighbours(At(row.Number - 1), At(row.Number + 1), await MatesAsync(snapshot, row, cancellation));
    }

    private async Task<FolderMates?> MatesAsync(long snapshot, JobRow row, CancellationToken cancellation)
    {
        if (FolderOf(row.FileName) is not { } folder || row.Status is null)
        {
            return null;
        }

        var query = new JobQuery { Search = folder, Statuses = [row.Status], ErrorCodes = [TriageResults.ErrorTypeOf(row) ?? ErrorTypes.Unknown] };
        var matches = await store.MatchAsync(snapshot, query, 0, MostMates, cancellation);

        // The search also finds the text within other names, and in either case of letters.
        var count = matches.Jobs.Count(job => FolderOf(job.Job.FileName) == folder);
        return new FolderMates(count, matches.Total > matches.Jobs.Count);
    }

    /// <summary>Up to the last separator, and with it; null for a bare name.</summary>
    private static string? FolderOf(string? name) => name?.LastIndexOfAny(['/', '\\']) is { } at and > 0 ? name[..(at + 1)] : null;
}
