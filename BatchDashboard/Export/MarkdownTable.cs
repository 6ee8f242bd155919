using System.Text;
using BatchDashboard.Results;

namespace BatchDashboard.Export;

/// <summary>Jobs as a Markdown table, for a ticket. Whatever a file is called, it stays one cell of text: neither markup nor HTML.</summary>
public static class MarkdownTable
{
    /// <summary>A ticket is read by people: more than this belongs into a file.</summary>
    public const int MostRows = 200;

    private const int LongestCell = 300;

    /// <summary>Says beneath the table how many jobs there are, when not all are in it.</summary>
    public static string Of(IReadOnlyList<JobRow> rows, long total)
    {
        var table = new StringBuilder("| File | Status | Error | Message | Job |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in rows.Take(MostRows))
        {
            table.Append("| ").AppendJoin(" | ", Cell(row.FileName ?? "(no name)"), Cell(row.Status), Cell(row.ErrorCode), Cell(row.ErrorMessage), Cell(row.JobId)).Append(" |\n");
        }

        var shown = Math.Min(rows.Count, MostRows);
        return total > shown
            ? table.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nThe first {shown:N0} of {total:N0} jobs.\n").ToString()
            : table.ToString();
    }

    private static string Cell(string? text)
    {
        var cell = new StringBuilder();
        foreach (var rune in (text ?? "").Trim().EnumerateRunes())
        {
            if (cell.Length >= LongestCell)
            {
                cell.Append('…');
                break;
            }

            Append(cell, rune);
        }

        // An address without a scheme becomes a link in most trackers.
        return cell.Replace("www.", "www&#46;").Replace("WWW.", "WWW&#46;").ToString();
    }

    // Every sign that begins markup somewhere, in plain Markdown or in the dialects of trackers: mentions, references, addresses.
    private static void Append(StringBuilder cell, Rune rune)
    {
        switch (rune.Value)
        {
            case '&' or '<' or '>' or '@' or '#' or ':' or '|' or '`' or '\\':
                cell.Append(System.Globalization.CultureInfo.InvariantCulture, $"&#{rune.Value};");
                break;
            case '*' or '_' or '[' or ']' or '~' or '!' or '^' or '=' or '+' or '$' or '{' or '}' or '"' or '\'' or '-' or '(' or ')':
                cell.Append('\\').Append(rune);
                break;
            case < ' ' or 0x7F or (>= 0x80 and < 0xA0) or 0x2028 or 0x2029:
                cell.Append(' ');
                break;
            default:
                cell.Append(rune);
                break;
        }
    }
}
