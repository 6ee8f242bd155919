using System.Text;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>Names and folders of files, made comparable.</summary>
internal static class FileNames
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>What stands after the last separator.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOfAny(Separators) + 1)..];

    /// <summary>The folders before the name, folded and parted by slashes; empty when there are none.</summary>
    public static string Folder(string path)
    {
        var end = path.LastIndexOfAny(Separators);
        return end <= 0 ? "" : Fold(path[..end]).Replace('\\', '/').Trim('/');
    }

    /// <summary>The same for names that differ only in case or in how Unicode composes their letters.</summary>
    public static string Fold(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormC).ToUpperInvariant();
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair is no valid text, but stands in names all the same.
            return name.ToUpperInvariant();
        }
    }

    /// <summary>A name without its ending; the name itself where nothing would be left.</summary>
    public static string Stem(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 ? name[..dot] : name;
    }
}
