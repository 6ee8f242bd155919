using System.Globalization;
using System.Runtime.InteropServices;

namespace BatchDashboard.Sandbox;

/// <summary>A page as it was asked for, its size clamped to what is granted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageRequest(int Page, int Size)
{
    /// <summary>Index of the first item of the page, which may be past the last item there is.</summary>
    public long First => (Page - 1L) * Size;

    public long PagesOf(long items) => (items + Size - 1) / Size;

    /// <summary>Null with the name of the parameter that is wrong.</summary>
    public static PageRequest? Read(IQueryCollection query, int usualSize, int maxSize, out string wrong)
    {
        wrong = "page";
        if (!TryRead(query, "page", 1, out var page))
        {
            return null;
        }

        wrong = "page_size";
        return TryRead(query, "page_size", usualSize, out var size) ? new PageRequest(page, Math.Min(size, maxSize)) : null;
    }

    private static bool TryRead(IQueryCollection query, string name, int usual, out int value)
    {
        value = usual;
        return !query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1);
    }
}
