using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace BatchDashboard.Export;

/// <summary>
/// Rows as an Excel workbook, written as they come. A sheet has at most 1,048,576 rows, so what is more goes on in a second
/// one, with the names on top again.
/// </summary>
public static class XlsxFile
{
    /// <summary>Rows of a sheet below its names.</summary>
    public const int RowsOfSheet = 1_048_575;

    private const string TimeFormat = "yyyy-mm-dd hh:mm:ss";

    /// <param name="name">Of the first sheet; the next one is called the same with a 2.</param>
    /// <param name="target">Is written to synchronously, for a ZIP archive knows no other way, and left open.</param>
    /// <param name="written">Is told how many rows are written, now and then.</param>
    /// <param name="rowsOfSheet">The most rows of one sheet.</param>
    public static Task WriteAsync(
        Rows rows, string name, Stream target, Action<long> written, CancellationToken cancellation, int rowsOfSheet = RowsOfSheet) =>
        // A thread of its own: a slow download must not hold one that others wait for.
        Task.Factory.StartNew(
            () => Write(rows, name, target, written, rowsOfSheet, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Write(Rows rows, string name, Stream target, Action<long> written, int rowsOfSheet, CancellationToken cancellation)
    {
        using var reader = new SheetReader(rows, rowsOfSheet, written, cancellation);
        var sheets = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var first = 0L; first == 0 || first < rows.Total; first += rowsOfSheet)
        {
            sheets[sheets.Count == 0 ? name : FormattableString.Invariant($"{name} {sheets.Count + 1}")] = reader.NextSheet();
        }

        MiniExcel.SaveAs(target, sheets, configuration: Configuration(rows));
    }

    // A cell of Excel knows no zone, so its column says it.
    private static OpenXmlConfiguration Configuration(Rows rows) => new()
    {
        AutoFilter = false,
        TableStyles = TableStyles.None,
        EnableWriteNullValueCell = false,
        DynamicColumns = [.. rows.Columns.Where(Rows.IsTime).Select(column => new DynamicExcelColumn(column) { Name = column + " (UTC)", Format = TimeFormat })],
    };
}
