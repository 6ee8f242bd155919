using System.Globalization;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Kit;

/// <summary>A file that a kit's script sent, as its sent.csv tells.</summary>
/// <param name="For">The failed job that it stands for.</param>
/// <param name="NewBatch">Null unless the API accepted it.</param>
internal sealed record SentLine(int Line, string Outcome, DateTimeOffset? At, BatchId? NewBatch, long SizeBytes, string FileName, BatchId For, string Job);

/// <summary>
/// Reads the sent.csv of a kit. Of a file that stands there more than once, the last line counts. Lines that cannot be read
/// are left out and named: an operator may have opened the list in a spreadsheet.
/// </summary>
internal sealed class SentList
{
    private const int LongestLine = 32 * 1024;
    private const int MostTroubles = 20;

    private static readonly string[] Needed = ["no", "outcome", "batch_id", "sent_as", "for_batch", "for_job"];

    private readonly Dictionary<string, SentLine> _files = new(StringComparer.Ordinal);
    private readonly List<string> _troubles = [];
    private int _moreTroubles;

    public IReadOnlyCollection<SentLine> Files => _files.Values;

    /// <summary>One sentence a line that could not be read.</summary>
    public IReadOnlyList<string> Troubles => _moreTroubles == 0 ? _troubles
        : [.. _troubles, string.Create(CultureInfo.InvariantCulture, $"{_moreTroubles:N0} more lines could not be read.")];

    /// <summary>Null when it is no such list.</summary>
    public static async Task<SentList?> ReadAsync(TextReader text, CancellationToken cancellation)
    {
        if (await text.ReadLineAsync(cancellation) is not { } first || first.Length > LongestLine)
        {
            return null;
        }

        // Some spreadsheets save semicolons.
        var parting = first.Contains(';', StringComparison.Ordinal) && !first.Contains(',', StringComparison.Ordinal) ? ';' : ',';
        var columns = Cells(first, parting).Select((name, index) => (Name: name.Trim().ToLowerInvariant(), index))
            .DistinctBy(column => column.Name, StringComparer.Ordinal).ToDictionary(column => column.Name, column => column.index, StringComparer.Ordinal);
        if (!Needed.All(columns.ContainsKey))
        {
            return null;
        }

        var list = new SentList();
        for (var number = 2; await text.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (line.Length > 0)
            {
                list.Add(number, line, parting, columns);
            }
        }

        return list;
    }

    private void Add(int number, string line, char parting, Dictionary<string, int> columns)
    {
        var cells = line.Length > LongestLine ? [] : Cells(line, parting);
        string Cell(string name) => columns.TryGetValue(name, out var index) && index < cells.Count ? cells[index].Trim() : "";
        var accepted = Cell("outcome") == "accepted";
        var trouble = Cell("for_job").Length == 0 ? "it names no failed file"
            : !BatchId.TryParse(Cell("for_batch"), out _) ? "it names no batch that the file failed in"
            : accepted && !BatchId.TryParse(Cell("batch_id"), out _) ? "it names no batch that was made"
            : accepted && Cell("sent_as").Length == 0 ? "it names no file that was sent"
            : null;
        if (trouble is not null)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"Line {number:N0} was left out: {trouble}."));
            return;
        }

        var source = BatchId.Parse(Cell("for_batch"));
        _files[$"{source.Value} {Cell("for_job")}"] = new SentLine(
            number,
            Cell("outcome"),
            DateTimeOffset.TryParse(Cell("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            accepted ? BatchId.Parse(Cell("batch_id")) : null,
            long.TryParse(Cell("size_bytes"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0,
            Unshielded(Cell("sent_as")),
            source,
            Cell("for_job"));
    }

    private void Tell(string trouble)
    {
        if (_troubles.Count < MostTroubles)
        {
            _troubles.Add(trouble);
        }
        else
        {
            _moreTroubles++;
        }
    }

    // A mark stands before what a spreadsheet would take for a formula.
    private static string Unshielded(string cell) => cell is [(char)SpreadsheetText.Shield, '=' or '+' or '-' or '@', ..] ? cell[1..] : cell;

    private static List<string> Cells(string line, char parting)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            var letter = line[index];
            if (letter == '"' && isQuoted && index + 1 < line.Length && line[index + 1] == '"')
            {
                cell.Append('"');
                index++;
            }
            else if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == parting && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
