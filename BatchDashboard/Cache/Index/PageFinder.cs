using System.Buffers.Binary;

namespace BatchDashboard.Cache.Index;

/// <summary>Finds the ordinals of one page of a filter, in its order, without looking at rows.</summary>
/// <param name="fits">1 at the codes that the filter wants.</param>
/// <param name="matches">Null without a search.</param>
internal sealed class PageFinder(IndexView view, byte[] fits, MatchSet? matches, long skip, int take, CancellationToken cancellation)
{
    private readonly List<long> _found = [];
    private readonly int[] _codes = new int[IndexTable.ChunkSize];
    private long _skip = Math.Max(0, skip);

    private bool IsDone => _found.Count >= take;

    /// <summary>In the API's own order, or its reverse.</summary>
    public IReadOnlyList<long> ByOrdinal(bool descending)
    {
        Scan(fits, descending);
        return _found;
    }

    /// <summary>By a word that groups have: all jobs of the first word, then of the next. Those without it last.</summary>
    public IReadOnlyList<long> ByWord(Func<JobGroup, string?> word, bool descending)
    {
        var comparer = Comparer<string>.Create((one, other) => (descending ? -1 : 1) * StoredText.Compare(one, other));
        var byWord = view.Groups.All.Where(group => fits[group.Number + 1] == 1).ToLookup(word, StringComparer.Ordinal);
        foreach (var one in byWord.Select(groups => groups.Key).OfType<string>().Order(comparer).Append(null))
        {
            cancellation.ThrowIfCancellationRequested();
            var count = byWord[one].Sum(group => matches is null ? group.Jobs : matches.ByCode[group.Number + 1]);
            if (_skip >= count)
            {
                _skip -= count;
                continue;
            }

            var some = new byte[fits.Length];
            foreach (var group in byWord[one])
            {
                some[group.Number + 1] = 1;
            }

            Scan(some, descending && one is not null);
            if (IsDone)
            {
                break;
            }
        }

        return _found;
    }

    /// <summary>In an order that the index keeps.</summary>
    public IReadOnlyList<long> ByIndex(IndexOrder order, bool descending)
    {
        var kind = (int)IndexKind.OrderedOrdinals + (int)order;
        var codes = (int)IndexKind.OrderedCodes + (int)order;
        var header = IndexTable.Read(view.Reader, view.Snapshot, kind, IndexTable.Header);
        var valued = header.IsEmpty ? 0 : BinaryPrimitives.ReadInt64LittleEndian(header);
        Walk(valued, view.Groups.Jobs, descending, (chunk, from, to, reverse) =>
        {
            var blob = IndexTable.Read(view.Reader, view.Snapshot, codes, chunk);
            if (matches is null && from == 0 && to - from == CountOf(blob) && CodeBlob.Count(blob, fits) is var count && count <= _skip)
            {
                _skip -= count;
                return;
            }

            _ = CodeBlob.Read(blob, _codes);
            Take(_codes.AsSpan(from, to - from), CodeBlob.Ordinals(IndexTable.Read(view.Reader, view.Snapshot, kind, chunk))[from..to], reverse);
        });
        return _found;
    }

    /// <summary>In an order that was made for a copy that still fills.</summary>
    public IReadOnlyList<long> ByList(OrderList list, bool descending)
    {
        Walk(list.Valued, list.Ordinals.Count, descending, (chunk, from, to, reverse) =>
            Take(list.CodesOf(chunk)[from..to], list.OrdinalsOf(chunk)[from..to], reverse));
        return _found;
    }

    private static int CountOf(ReadOnlySpan<byte> blob) => blob.IsEmpty ? 0 : (blob.Length - 1) / blob[0];

    // Chunks of a list: those with a value in the order or its reverse, then those without in the order.
    private void Walk(long valued, long all, bool descending, Action<int, int, int, bool> see)
    {
        var size = (long)IndexTable.ChunkSize;
        void Part(long start, long end, bool reverse)
        {
            var (first, last) = (start / size, (end - 1) / size);
            for (var i = 0L; i <= last - first && start < end && !IsDone; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var chunk = reverse ? last - i : first + i;
                see((int)chunk, (int)Math.Max(0, start - (chunk * size)), (int)Math.Min(size, end - (chunk * size)), reverse);
            }
        }

        Part(0, valued, descending);
        Part(valued, all, reverse: false);
    }

    private void Scan(byte[] some, bool reverse)
    {
        for (var i = 0; i < view.Chunks.Count && !IsDone; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = view.Chunks[reverse ? view.Chunks.Count - 1 - i : i];
            if (matches is not null && !matches.HasAny(chunk))
            {
                continue;
            }

            var blob = view.Column(IndexKind.Codes, chunk);
            if (matches is null && CodeBlob.Count(blob, some) is var count && count <= _skip)
            {
                _skip -= count;
                continue;
            }

            var codes = _codes.AsSpan(0, CodeBlob.Read(blob, _codes));
            for (var j = 0; j < codes.Length && !IsDone; j++)
            {
                var place = reverse ? codes.Length - 1 - j : j;
                Take(((long)chunk * IndexTable.ChunkSize) + place, codes[place], some);
            }
        }
    }

    private void Take(ReadOnlySpan<int> codes, ReadOnlySpan<int> ordinals, bool reverse)
    {
        for (var i = 0; i < codes.Length && !IsDone; i++)
        {
            var at = reverse ? codes.Length - 1 - i : i;
            Take(ordinals[at], codes[at], fits);
        }
    }

    private void Take(long ordinal, int code, byte[] some)
    {
        if (some[code] == 0 || (matches is not null && !matches.Has(ordinal)))
        {
            return;
        }

        if (_skip > 0)
        {
            _skip--;
        }
        else
        {
            _found.Add(ordinal);
        }
    }
}
