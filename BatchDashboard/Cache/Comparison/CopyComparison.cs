using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache.Comparison;

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

    /// <summary>Files in lists.</summary>
    public long Size => _lists.Values.Sum(list => (long)list.Count);

    /// <param name="sent">Places of files on both sides that are known to be the same, whatever their names.</param>
    public static CopyComparison Of(IndexView left, IndexView right, IReadOnlyList<(long Left, long Right)> sent, CancellationToken cancellation)
    {
        var (leftJobs, rightJobs) = (NamedJobs.Read(left, cancellation), NamedJobs.Read(right, cancellation));
        var matcher = new FileMatcher(leftJobs, rightJobs);
        var (ofLeft, ofRight) = matcher.Match(sent, cancellation);
        var comparison = new CopyComparison();
        for (var place = 0; place < leftJobs.Count; place++)
        {
            var other = ofLeft[place];
            comparison.Add(
                other < 0 ? FileList.OnlyLeft : ListOf(leftJobs.Outcomes[place], rightJobs.Outcomes[other]),
                (uint)leftJobs.Ordinals[place],
                other < 0 ? None : (uint)rightJobs.Ordinals[other]);
        }

        for (var place = 0; place < rightJobs.Count; place++)
        {
            if (ofRight[place] < 0)
            {
                comparison.Add(FileList.OnlyRight, None, (uint)rightJobs.Ordinals[place]);
            }
        }

        comparison.Count(matcher.SentAgain, matcher.OtherExtension);
        return comparison;
    }

    /// <summary>The pairs of a list whose name on one of the sides contains the text; all without one.</summary>
    public IReadOnlyList<ulong> Pairs(FileList list, string text, IndexView left, IndexView right, CancellationToken cancellation)
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

        var (inLeft, inRight) = (Named(left, text, cancellation), Named(right, text, cancellation));
        var pairs = all.Where(pair => (LeftOf(pair) is { } one && inLeft.Has(one)) || (RightOf(pair) is { } other && inRight.Has(other))).ToArray();
        _found = new Found(list, text, pairs);
        return pairs;
    }

    /// <summary>Null for a file that is on the right only.</summary>
    public static long? LeftOf(ulong pair) => (uint)(pair >> 32) is var ordinal && ordinal == None ? null : ordinal;

    public static long? RightOf(ulong pair) => (uint)pair is var ordinal && ordinal == None ? null : ordinal;

    private static MatchSet Named(IndexView view, string text, CancellationToken cancellation)
    {
        var matches = new MatchSet(view.Places, view.Groups.All.Count + 1);
        TextSearch.Each(
            view,
            [IndexKind.Names],
            TextSearch.Encode(text),
            (ordinal, code) =>
            {
                matches.Add(ordinal, code);
                return true;
            },
            cancellation);
        return matches;
    }

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
