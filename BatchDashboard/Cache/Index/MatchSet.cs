namespace BatchDashboard.Cache.Index;

/// <summary>The jobs that a search found: a bit for each place, and how many of each group.</summary>
internal sealed class MatchSet(long places, int codes)
{
    private readonly ulong[] _bits = new ulong[(places + 63) / 64];

    /// <summary>Matches by code.</summary>
    public long[] ByCode { get; } = new long[codes];

    /// <summary>Sizes and durations of the matches, once somebody asked for them.</summary>
    public JobTotals? Totals { get; set; }

    public void Add(long ordinal, int code)
    {
        _bits[ordinal >> 6] |= 1UL << (int)(ordinal & 63);
        ByCode[code]++;
    }

    public bool Has(long ordinal) => ordinal >> 6 < _bits.Length && (_bits[ordinal >> 6] & (1UL << (int)(ordinal & 63))) != 0;

    /// <summary>What is in both.</summary>
    public MatchSet And(MatchSet other, IndexView view, CancellationToken cancellation)
    {
        var both = new MatchSet(view.Places, ByCode.Length);
        Span<int> ofChunk = stackalloc int[IndexTable.ChunkSize];
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!HasAny(chunk) || !other.HasAny(chunk))
            {
                continue;
            }

            var count = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), ofChunk);
            for (var place = 0; place < count; place++)
            {
                var ordinal = ((long)chunk * IndexTable.ChunkSize) + place;
                if (Has(ordinal) && other.Has(ordinal))
                {
                    both.Add(ordinal, ofChunk[place]);
                }
            }
        }

        return both;
    }

    /// <summary>Whether any of a chunk's places matches.</summary>
    public bool HasAny(int chunk)
    {
        const int Words = IndexTable.ChunkSize / 64;
        var first = Math.Min(_bits.Length, chunk * Words);
        return _bits.AsSpan(first, Math.Min(Words, _bits.Length - first)).ContainsAnyExcept(0UL);
    }
}
