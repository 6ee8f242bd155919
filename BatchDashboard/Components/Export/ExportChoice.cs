using BatchDashboard.Export;

namespace BatchDashboard.Components.Export;

/// <summary>Something that can be exported.</summary>
/// <param name="Text">What it is: "All 200 jobs".</param>
/// <param name="Url">Where it is downloaded.</param>
public sealed record ExportChoice(string Text, Func<ExportFormat, string> Url);
