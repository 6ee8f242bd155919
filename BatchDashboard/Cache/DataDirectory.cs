using System.Security;

namespace BatchDashboard.Cache;

/// <summary>Where the app keeps its files: the setting <c>Data:Directory</c>.</summary>
/// <param name="path">Absolute, or relative to the app's own folder.</param>
public sealed class DataDirectory(string path)
{
    public const string Key = "Data:Directory";
    public const string Default = "data";

    /// <summary>The directory in full.</summary>
    public string Path { get; } = Resolve(path);

    /// <summary>The full path of a file in the directory; an absolute path stays as it is.</summary>
    public string File(string name) => System.IO.Path.GetFullPath(name, Path);

    /// <summary>Makes the directory when it is not there.</summary>
    /// <exception cref="CacheException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or SecurityException)
        {
            throw new CacheException(
                $"{Key}: the directory “{System.IO.Path.GetFileName(Path)}” cannot be made here. Name one that this account may write to.",
                error);
        }
    }

    private static string Resolve(string path)
    {
        var text = string.IsNullOrWhiteSpace(path) ? Default : path;
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new CacheException($"{Key} is no path: it holds a character that no file name can have.")
            : System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(text, AppContext.BaseDirectory));
    }
}
