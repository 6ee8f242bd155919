namespace BatchDashboard.Export;

/// <summary>A kind of file.</summary>
/// <param name="Name">What stands behind the dot, and in the URL.</param>
public sealed record ExportFormat(string Name, string Title, string ContentType)
{
    public static ExportFormat Csv { get; } = new("csv", "CSV", "text/csv; charset=utf-8");
    public static ExportFormat Json { get; } = new("json", "JSON", "application/json; charset=utf-8");
    public static ExportFormat Xlsx { get; } = new("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    public static IReadOnlyList<ExportFormat> All { get; } = [Csv, Json, Xlsx];

    /// <summary>Not case-sensitive; null for an unknown format.</summary>
    public static ExportFormat? Find(string? name) => All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
