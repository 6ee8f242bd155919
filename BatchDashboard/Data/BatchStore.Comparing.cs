using BatchDashboard.Data.Columns;
using BatchDashboard.Data.Comparison;
using BatchDashboard.Queries;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>
    /// Two whole copies file by file, in the order of the left one: some files of one list, skipping <paramref name="skip"/>,
    /// at most <paramref name="take"/>. Null when one of the copies is not there, or not whole.
    /// </summary>
    /// <param name="resubmitted">Keys of jobs on both sides that are the same file whatever their names, because the one was sent again as the other.</param>
    /// <param name="search">Part of a file name, on either side; empty for all.</param>
    public async Task<ComparedFiles?> CompareAsync(
        long left,
        long right,
        IReadOnlyList<(string Left, string Right)> resubmitted,
        FileList list,
        string search,
        long skip,
        int take,
        CancellationToken cancellation)
    {
        if (await _columns.FindWholeAsync(left, cancellation) is not { } leftCopy || await _columns.FindWholeAsync(right, cancellation) is not { } rightCopy)
        {
            return null;
        }

        var comparison = await _cache.GetAsync(
            (left, right, ResubmittedPairs.Hash(resubmitted)),
            async () => CopyComparison.Of(
                await NamedJobs.ReadAsync(leftCopy, cancellation),
                await NamedJobs.ReadAsync(rightCopy, cancellation),
                await ResubmittedPairs.FindAsync(leftCopy, rightCopy, resubmitted, cancellation),
                cancellation),
            made => made.Bytes,
            cancellation);
        var pairs = await comparison.PairsAsync(list, StoredText.Fold(search), leftCopy, rightCopy, cancellation);
        var some = pairs.Skip((int)Math.Min(skip, int.MaxValue)).Take(take).ToList();
        var ofLeft = await ListedAsync(leftCopy, some.Select(CopyComparison.LeftOf), cancellation);
        var ofRight = await ListedAsync(rightCopy, some.Select(CopyComparison.RightOf), cancellation);
        return new ComparedFiles(
            some.ConvertAll(pair => new ComparedFile(Find(ofLeft, CopyComparison.LeftOf(pair)), Find(ofRight, CopyComparison.RightOf(pair)))), pairs.Count, comparison.Counts);

        static StoredJob? Find(Dictionary<int, StoredJob> jobs, int? job) => job is { } one ? jobs.GetValueOrDefault(one) : null;
    }

    private async Task<Dictionary<int, StoredJob>> ListedAsync(CopyColumns copy, IEnumerable<int?> jobs, CancellationToken cancellation)
    {
        var places = await copy.PlacesAsync(cancellation);
        return (await ListAsync(copy, [.. jobs.OfType<int>()], cancellation)).ToDictionary(job => places.JobFrom(job.Ordinal));
    }
}
