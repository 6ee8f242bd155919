namespace BatchDashboard.Results;

/// <summary>Tells text that a spreadsheet would run as a formula when it opens a CSV file.</summary>
public static class SpreadsheetText
{
    /// <summary>What stands before such text, so that it is shown as text.</summary>
    public const byte Shield = (byte)'\'';

    /// <summary>
    /// True for text that begins with <c>= + - @</c>, a tab or a line break, in ASCII or full width, also behind spaces and quotes:
    /// programs that import a file trim those first.
    /// </summary>
    public static bool IsFormula(ReadOnlySpan<byte> utf8)
    {
        while (Ignored(utf8) is > 0 and var length)
        {
            utf8 = utf8[length..];
        }

        return !utf8.IsEmpty
            && (utf8[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\n'
                || (utf8.Length > 2 && utf8[0] == 0xEF && utf8[1] == 0xBC && utf8[2] is 0x9D or 0x8B or 0x8D or 0xA0)
                || utf8.StartsWith("\u2212"u8));
    }

    // Bytes of what is trimmed: spaces of several widths, marks without width, quotes.
    private static int Ignored(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? 0
        : utf8[0] is (byte)' ' or (byte)'"' or (byte)'\'' or (byte)'\0' or (byte)'\v' or (byte)'\f' ? 1
        : utf8.StartsWith("\u00a0"u8) ? 2
        : utf8.StartsWith("\u3000"u8) || utf8.StartsWith("\ufeff"u8) || utf8.StartsWith("\u200b"u8) ? 3
        : 0;
}
