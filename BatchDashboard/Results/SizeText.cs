using System.Globalization;

namespace BatchDashboard.Results;

/// <summary>File sizes as an operator reads them, the same on pages and in advice.</summary>
public static class SizeText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>"244.9 MB"; binary units, as the API counts them. What would take four digits is told in the next unit.</summary>
    /// <param name="bytes">0 or more.</param>
    /// <param name="format">Of the number.</param>
    public static string Of(long bytes, string format = "0.#")
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 999.95 && unit < Units.Length - 1)
        {
            (size, unit) = (size / 1024, unit + 1);
        }

        return $"{size.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
