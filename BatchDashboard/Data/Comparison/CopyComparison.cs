using BatchDashboard.Data.Columns;
using BatchDashboard.Queries;

namespace BatchDashboard.Data.Comparison;

/// <summary>Two whole copies, file by file: eight bytes for each file that is in a list.</summary>
internal sealed class CopyComparison
{
    private const uint None = uint.MaxValue;

    private readonly Dictionary<FileList, List<ulong>> _lists = [];
    private readonly long[] _counts = new long[Enum.GetValues<FileList>().Length];

    // What was looked for last: its next page is asked for as a rule.
    private volatile Found? _found;

    private CopyComparison()
    {
    }

    public FileCounts Counts { get; private set; } = new(0, 0, 0, 0, 0, 0, 0);

    public long Bytes => _lists.Values.Sum(list => 8L * list.Count);

    /// <param name="sent">Jobs of both sides that are known to be the same file, whatever their names.</param>
    public static CopyComparison Of(NamedJobs leftJobs, NamedJobs rightJobs, IReadOnlyList<(int Left, int Right)> sent, CancellationToken cancellation)
    {
        var matcher = new FileMatcher(leftJobs, rightJobs);
        var (ofLeft, ofRight) = matcher.Match(sent, cancellation);
        var comparison = new CopyComparison();
        for (var place = 0; place < leftJobs.Count; place++)
        {
            var other = ofLeft[place];
            comparison.Add(
                other < 0 ? FileList.OnlyLeft : ListOf(leftJobs.Outcomes[place], rightJobs.Outcomes[other]),
                (uint)place,
                other < 0 ? None : (uint)other);
        }

        for (var place = 0; place < rightJobs.Count; place++)
        {
            if (ofRight[place] < 0)
            {
                comparison.Add(FileList.OnlyRight, None, (uint)place);
            }
        }

        comparison.Count(matcher.SentAgain, matcher.OtherExtension);
        return comparison;
    }

    /// <summary>The pairs of a list whose name on one of the sides contains the text; all without one.</summary>
    public async Task<IReadOnlyList<ulong>> PairsAsync(FileList list, string text, CopyColumns left, CopyColumns right, CancellationToken cancellation)
    {
        if (!_lists.TryGetValue(list, out var all))
        {
            return [];
        }

        if (text.Length == 0)
        {
            return all;
        }

        if (_found is { } found && found.List == list && found.Text == text)
        {
            return found.Pairs;
        }

        var inLeft = await TextSearch.AllAsync(left, [ColumnKind.Names], text, cancellation);
        var inRight = await TextSearch.AllAsync(right, [ColumnKind.Names], text, cancellation);
        var pairs = all.Where(pair => (LeftOf(pair) is { } one && inLeft.Has(one)) || (RightOf(pair) is { } other && inRight.Has(other))).ToArray();
        _found = new Found(list, text, pairs);
        return pairs;
    }

    /// <summary>Null for a file that is on the right only.</summary>
    public static int? LeftOf(ulong pair) => (uint)(pair >> 32) is var job && job == None ? null : (int)job;

    public static int? RightOf(ulong pair) => (uint)pair is var job && job == None ? null : (int)job;

    private static FileList ListOf(FileOutcome left, FileOutcome right) => (left, right) switch
    {
        (FileOutcome.Failed, FileOutcome.Failed) => FileList.StillFailing,
        (FileOutcome.Failed, FileOutcome.Processed) => FileList.Fixed,
        (_, FileOutcome.Failed) => FileList.NewlyFailing,
        (_, FileOutcome.Processed) => FileList.Unchanged,
        _ => FileList.Undecided,
    };

    private void Add(FileList list, uint left, uint right)
    {
        _counts[(int)list]++;
        if (list is FileList.Unchanged or FileList.Undecided)
        {
            return;
        }

        if (!_lists.TryGetValue(list, out var pairs))
        {
            _lists[list] = pairs = [];
        }

        pairs.Add(((ulong)left << 32) | right);
    }

    private void Count(int sentAgain, int otherExtension) => Counts = new FileCounts(_counts[0], _counts[1], _counts[2], _counts[3], _counts[4], _counts[5], _counts[6])
    {
        SentAgain = sentAgain,
        OtherExtension = otherExtension,
    };

    private sealed record Found(FileList List, string Text, ulong[] Pairs);
}
