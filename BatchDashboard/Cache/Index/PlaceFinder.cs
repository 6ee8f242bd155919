namespace BatchDashboard.Cache.Index;

/// <summary>Counts and finds places by their codes, in the API's order.</summary>
internal static class PlaceFinder
{
    /// <summary>The nearest marked place before (step -1) or after (step 1) an ordinal.</summary>
    public static long? Next(IndexView view, byte[] marked, long ordinal, int step, CancellationToken cancellation)
    {
        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        var home = (int)(ordinal / IndexTable.ChunkSize);
        foreach (var chunk in step > 0 ? view.Chunks.Where(chunk => chunk >= home) : view.Chunks.Where(chunk => chunk <= home).Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            var first = (long)chunk * IndexTable.ChunkSize;
            var count = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), codes);
            var place = (int)Math.Clamp(ordinal - first + step, 0, count);
            place = chunk == home ? place : step > 0 ? 0 : count - 1;
            for (; place >= 0 && place < count; place += step)
            {
                if (marked[codes[place]] == 1 && (first + place - ordinal) * step > 0)
                {
                    return first + place;
                }
            }
        }

        return null;
    }

    /// <summary>Marked places up to and including an ordinal.</summary>
    public static long CountUntil(IndexView view, byte[] marked, long ordinal, CancellationToken cancellation)
    {
        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        var total = 0L;
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            var first = (long)chunk * IndexTable.ChunkSize;
            if (first > ordinal)
            {
                break;
            }

            var blob = view.Column(IndexKind.Codes, chunk);
            if (first + IndexTable.ChunkSize <= ordinal)
            {
                total += CodeBlob.Count(blob, marked);
                continue;
            }

            foreach (var code in codes[..(int)Math.Min(CodeBlob.Read(blob, codes), ordinal - first + 1)])
            {
                total += marked[code];
            }
        }

        return total;
    }
}
