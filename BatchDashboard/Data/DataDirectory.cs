using System.Security;

namespace BatchDashboard.Data;

/// <summary>Settings under <c>Data</c>, but for the directory itself.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>With less than this free on the disk, in bytes, the app is not ready.</summary>
    public long MinFreeBytes { get; set; } = 100_000_000;
}

/// <summary>Where the app keeps its files: the setting <c>Data:Directory</c>.</summary>
/// <param name="path">Absolute, or relative to <see cref="AppFolder"/>.</param>
public sealed class DataDirectory(string path)
{
    public const string Key = "Data:Directory";
    public const string Default = "data";

    /// <summary>The directory in full.</summary>
    public string Path { get; } = Resolve(path);

    /// <summary>The full path of a file in the directory; an absolute path stays as it is.</summary>
    public string File(string name) => System.IO.Path.GetFullPath(name, Path);

    /// <summary>Makes the directory when it is not there.</summary>
    /// <exception cref="DatabaseException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or SecurityException)
        {
            throw new DatabaseException(WhyNot(System.IO.Path.GetFileName(Path)), error);
        }
    }

    private string WhyNot(string name)
    {
        if (new FileInfo(Path).LinkTarget is not null)
        {
            return $"{Key}: “{name}” is a broken link. Create the folder that it points to, or name another one.";
        }

        return System.IO.File.Exists(Path)
            ? $"{Key}: “{name}” is a file. Name a folder: it is made when it does not exist."
            : $"{Key}: the directory “{name}” cannot be made here. Name one that this account may write to.";
    }

    private static string Resolve(string path)
    {
        var text = string.IsNullOrWhiteSpace(path) ? Default : path;
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new DatabaseException($"{Key} is no path: it holds a character that no file name can have.")
            : System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(text, AppFolder.Path));
    }
}
