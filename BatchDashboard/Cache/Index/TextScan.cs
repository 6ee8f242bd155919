namespace BatchDashboard.Cache.Index;

/// <summary>Finds the places of a text column that contain a text, or are equal to it.</summary>
internal static class TextScan
{
    private const byte End = 0;

    /// <summary>What to look for when a whole value is meant: the text between the ends of its neighbours.</summary>
    public static byte[] Whole(ReadOnlySpan<byte> text) => [End, .. text, End];

    /// <summary>Marks the places. The column has an end before its first value and after each.</summary>
    /// <param name="text">Not empty; with its ends for a whole value.</param>
    public static bool Mark(ReadOnlySpan<byte> column, ReadOnlySpan<byte> text, Span<bool> places)
    {
        var (at, counted, ends) = (0, 0, 0);
        var any = false;
        var isWhole = text[0] == End;
        while (column[at..].IndexOf(text) is >= 0 and var found)
        {
            var start = at + found + (isWhole ? 1 : 0);
            ends += column[counted..start].Count(End);
            places[ends - 1] = any = true;
            at = counted = start + column[start..].IndexOf(End);
        }

        return any;
    }
}
