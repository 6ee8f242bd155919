using BatchDashboard.Cache.Comparison;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    private readonly ComparisonCache _comparisons = new();

    /// <summary>
    /// Two whole copies file by file, in the order of the left one: some files of one list, skipping <paramref name="skip"/>,
    /// at most <paramref name="take"/>. Null when one of the copies is not there, or not whole.
    /// </summary>
    /// <param name="search">Part of a file name, on either side; empty for all.</param>
    public Task<ComparedFiles?> CompareAsync(
        long left, long right, FileList list, string search, long skip, int take, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) =>
            {
                if (WholeView(reader, left, token) is not { } leftView || WholeView(reader, right, token) is not { } rightView)
                {
                    return null;
                }

                var comparison = _comparisons.Get(leftView, rightView, token);
                var pairs = comparison.Pairs(list, StoredText.Fold(search), leftView, rightView, token);
                var files = new List<ComparedFile>();
                for (var i = (int)Math.Min(skip, pairs.Count); i < pairs.Count && files.Count < take; i++)
                {
                    files.Add(new ComparedFile(
                        Job(reader, leftView, CopyComparison.LeftOf(pairs[i]), token), Job(reader, rightView, CopyComparison.RightOf(pairs[i]), token)));
                }

                return new ComparedFiles(files, pairs.Count, comparison.Counts);
            },
            cancellation);

    private IndexView? WholeView(CacheReader reader, long snapshot, CancellationToken cancellation) =>
        IndexView.Open(reader, snapshot, Whole(reader, snapshot, cancellation)?.Groups) is { IsComplete: true } view ? view : null;

    private ListedJob? Job(CacheReader reader, IndexView view, long? ordinal, CancellationToken cancellation) => ordinal is { } place
        ? JobTable.Listed(reader, [place], view.Snapshot, view.Groups, Repeats(reader, view.Snapshot, cancellation)).SingleOrDefault()
        : null;
}
