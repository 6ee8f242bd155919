namespace BatchDashboard.Resolution;

/// <summary>What files of each kind are best converted to, where the errors do not say it.</summary>
internal static class ConversionTargets
{
    private static readonly (string[] Endings, string For)[] ByKind =
    [
        ([".pdf", ".docx"], "text"),
        ([".xlsx", ".csv"], "tables"),
        ([".png", ".jpg"], "images"),
        ([".mp4"], "video"),
        ([".mp3"], "audio"),
    ];

    /// <summary>".pdf or .docx for text, …", without the endings that were refused.</summary>
    public static string Without(IReadOnlyCollection<string> refused) => string.Join(", ", ByKind
        .Select(kind => (Left: kind.Endings.Where(ending => !refused.Contains(ending, StringComparer.Ordinal)).ToList(), kind.For))
        .Where(kind => kind.Left.Count > 0)
        .Select(kind => $"{string.Join(" or ", kind.Left)} for {kind.For}"));
}
