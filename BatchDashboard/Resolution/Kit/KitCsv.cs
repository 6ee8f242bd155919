namespace BatchDashboard.Resolution.Kit;

/// <summary>Lines of RFC 4180 that a spreadsheet shows and does not run.</summary>
internal static class KitCsv
{
    private static readonly System.Buffers.SearchValues<char> NeedQuotes = System.Buffers.SearchValues.Create(",\"\r\n");

    public static async Task WriteAsync(TextWriter writer, params IReadOnlyList<string?> cells)
    {
        for (var index = 0; index < cells.Count; index++)
        {
            if (index > 0)
            {
                await writer.WriteAsync(',');
            }

            await writer.WriteAsync(Cell(cells[index] ?? ""));
        }

        await writer.WriteAsync("\r\n");
    }

    // An apostrophe before what a spreadsheet would take for a formula (OWASP, "CSV injection").
    private static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(NeedQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
