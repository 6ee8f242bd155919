using System.Text;

namespace BatchDashboard.Cache.Index;

/// <summary>Finds the jobs whose name, ids or error text contain a text.</summary>
internal static class TextSearch
{
    private static readonly IndexKind[] Searched = [IndexKind.Names, IndexKind.JobIds, IndexKind.MediaIds, IndexKind.Errors];

    /// <summary>All jobs of a snapshot that contain the text.</summary>
    public static MatchSet All(IndexView view, string text, CancellationToken cancellation)
    {
        var matches = new MatchSet(view.Places, view.Groups.All.Count + 1);
        bool Add(long ordinal, int code)
        {
            matches.Add(ordinal, code);
            return true;
        }

        Each(view, Searched, Encode(text), Add, cancellation);
        return matches;
    }

    /// <summary>The first jobs whose name or ids contain the text.</summary>
    public static IReadOnlyList<long> First(IndexView view, string text, int most, CancellationToken cancellation)
    {
        var found = new List<long>();
        bool Add(long ordinal, int code)
        {
            found.Add(ordinal);
            return found.Count < most;
        }

        if (Encode(text) is { Length: > 0 } encoded)
        {
            Each(view, [IndexKind.Names, IndexKind.JobIds, IndexKind.MediaIds], encoded, Add, cancellation);
        }

        return found;
    }

    /// <summary>Shows jobs in their order until <paramref name="see"/> has seen enough.</summary>
    /// <param name="text">Folded UTF-8, or a whole value (see <see cref="TextScan.Whole"/>).</param>
    /// <param name="see">Takes an ordinal and a code; false ends the search.</param>
    public static void Each(
        IndexView view, ReadOnlySpan<IndexKind> columns, ReadOnlySpan<byte> text, Func<long, int, bool> see, CancellationToken cancellation)
    {
        Span<ulong> candidates = stackalloc ulong[columns.Length];
        Span<bool> places = stackalloc bool[IndexTable.ChunkSize];
        var segment = -1;
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            if (chunk / GramFilter.SegmentChunks != segment)
            {
                segment = chunk / GramFilter.SegmentChunks;
                Candidates(view, columns, text, segment, candidates);
            }

            var any = false;
            for (var i = 0; i < columns.Length; i++)
            {
                if ((candidates[i] & (1UL << (chunk % GramFilter.SegmentChunks))) != 0)
                {
                    any |= TextScan.Mark(view.Column(columns[i], chunk), text, places);
                }
            }

            if (any && !Show(view, chunk, places, see))
            {
                return;
            }
        }
    }

    /// <summary>The text as the columns hold it.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(StoredText.Fold(text));

    private static bool Show(IndexView view, int chunk, Span<bool> places, Func<long, int, bool> see)
    {
        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        _ = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), codes);
        while (places.IndexOf(true) is >= 0 and var first)
        {
            for (var place = first; place < places.Length; place++)
            {
                if (places[place])
                {
                    places[place] = false;
                    if (!see(((long)chunk * IndexTable.ChunkSize) + place, codes[place]))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static void Candidates(IndexView view, ReadOnlySpan<IndexKind> columns, ReadOnlySpan<byte> text, int segment, Span<ulong> candidates)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            candidates[i] = view.IsComplete && columns[i] != IndexKind.Errors
                ? GramFilter.Candidates(view.Reader, view.Snapshot, columns[i], segment, text)
                : ulong.MaxValue;
        }
    }
}
