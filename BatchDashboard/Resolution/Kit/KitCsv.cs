using System.Text;
using BatchDashboard.Results;

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

    private static string Cell(string text)
    {
        var safe = SpreadsheetText.IsFormula(Encoding.UTF8.GetBytes(text)) ? (char)SpreadsheetText.Shield + text : text;
        return safe.AsSpan().ContainsAny(NeedQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
