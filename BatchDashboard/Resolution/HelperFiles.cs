namespace BatchDashboard.Resolution;

/// <summary>Files that programs leave in folders for themselves: nobody means to send them, and there is nothing in them to process.</summary>
internal static class HelperFiles
{
    /// <summary>Which program makes files of this name; null for a file of somebody's own.</summary>
    /// <param name="fileName">With or without its folders.</param>
    public static string? MadeBy(string? fileName)
    {
        var parts = (fileName ?? "").Split(['/', '\\']);
        return parts[^1] switch
        {
            ".DS_Store" or ".localized" => "macOS",
            ['.', '_', _, ..] => "macOS",
            _ when parts.SkipLast(1).Contains("__MACOSX", StringComparer.Ordinal) => "macOS",
            var name when IsOneOf(name, "Thumbs.db", "ehthumbs.db", "desktop.ini") => "Windows",
            ['~', '$', _, ..] => "Microsoft Office",
            ['.', '~', 'l', 'o', 'c', 'k', '.', _, ..] => "LibreOffice",
            _ => null,
        };
    }

    private static bool IsOneOf(string name, params ReadOnlySpan<string> names)
    {
        foreach (var one in names)
        {
            if (string.Equals(one, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
