using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution;

/// <summary>One kind of file: what its files may be called and how large they may be.</summary>
/// <param name="Name">In the plural, as it stands in a sentence: "spreadsheets".</param>
/// <param name="Formats">Endings in lower case, with the dot.</param>
/// <param name="MaxDuration">For what is played; null for the rest.</param>
public sealed record FileKind(string Name, long MaxBytes, IReadOnlyList<string> Formats, TimeSpan? MaxDuration = null);

/// <summary>
/// The formats and limits by kind of file, from the upload limits of Wickson's reference. An error's own details are newer
/// and win over this table. MB means 1,048,576 bytes there, as its <c>size_mb</c> figures show.
/// </summary>
public static class FileLimits
{
    private const long Megabyte = 1024 * 1024;

    public static IReadOnlyList<FileKind> Kinds { get; } =
    [
        new("documents", 20 * Megabyte, [".pdf", ".doc", ".docx", ".rtf", ".odt", ".txt", ".md"]),
        new("web and data files", 20 * Megabyte, [".html", ".htm", ".xml", ".json"]),
        new("e-books and e-mails", 20 * Megabyte, [".epub", ".eml"]),
        new("presentations", 20 * Megabyte, [".pptx", ".odp"]),
        new("spreadsheets", 20 * Megabyte, [".csv", ".tsv", ".xlsx", ".xls", ".ods"]),
        new("images", 20 * Megabyte, [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tiff", ".tif", ".webp", ".svg", ".heic", ".heif"]),
        new("videos", 100 * Megabyte, [".mp4", ".mov", ".avi", ".webm", ".mpeg", ".mpg", ".wmv"], TimeSpan.FromMinutes(10)),
        new("audio files", 50 * Megabyte, [".mp3", ".wav", ".m4a", ".flac", ".ogg", ".aac", ".aiff", ".wma"], TimeSpan.FromMinutes(10)),
        new("3D models", 50 * Megabyte, [".stl", ".obj", ".fbx", ".glb", ".3mf", ".ply", ".dae"]),
    ];

    private static readonly Dictionary<string, FileKind> ByFormat =
        Kinds.SelectMany(kind => kind.Formats.Select(format => (format, kind))).ToDictionary(pair => pair.format, pair => pair.kind, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, FileKind> ByMediaType = new(WordComparer.Instance)
    {
        ["document"] = ByFormat[".pdf"],
        ["image"] = ByFormat[".png"],
        ["video"] = ByFormat[".mp4"],
        ["audio"] = ByFormat[".mp3"],
        ["model"] = ByFormat[".stl"],
    };

    /// <summary>The kind that a file is of, by its ending, or else by the API's media type; null when neither tells.</summary>
    public static FileKind? Find(string? ending, string? mediaType) =>
        ending is not null && ByFormat.TryGetValue(ending, out var kind) ? kind
        : mediaType is not null && ByMediaType.TryGetValue(mediaType, out var wide) ? wide
        : null;

    public static bool IsKnown(string ending) => ByFormat.ContainsKey(ending);

    /// <summary>What stands after the last dot of a file name, in lower case and with the dot; null when it is no ending.</summary>
    public static string? EndingOf(string? fileName)
    {
        const int MaxLength = 12;
        var name = fileName.AsSpan().TrimEnd();
        var dot = name.LastIndexOf('.');
        if (dot <= 0 || name.Length - dot is < 2 or > MaxLength)
        {
            return null;
        }

        foreach (var letter in name[(dot + 1)..])
        {
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                return null;
            }
        }

        return name[dot..].ToString().ToLowerInvariant();
    }
}
