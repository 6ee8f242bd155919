namespace BatchDashboard.Import;

/// <summary>Settings under <c>Import</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Import";

    /// <summary>The largest file that is taken, in bytes.</summary>
    public long MaxBytes { get; set; } = 100_000_000;
}
