namespace BatchDashboard.Export;

/// <summary>Rows as a file of any kind.</summary>
public static class TableFile
{
    /// <param name="name">What the rows are, e.g. for the sheet of a workbook.</param>
    public static Task WriteAsync(
        Rows rows, string name, ExportFormat format, Stream target, Action<long> written, CancellationToken cancellation) => format.Name switch
        {
            "csv" => CsvFile.WriteAsync(rows, target, written, cancellation),
            "xlsx" => XlsxFile.WriteAsync(rows, name, target, written, cancellation),
            _ => JsonListFile.WriteAsync(rows, target, written, cancellation),
        };
}
