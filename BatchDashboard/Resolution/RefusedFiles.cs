using BatchDashboard.Results;

namespace BatchDashboard.Resolution;

/// <summary>Failed files of one name ending, of whose format the API says the same. Formats are in lower case with the dot.</summary>
/// <param name="Ending">Of the names; null for none.</param>
/// <param name="Found">What the API found; null where it does not say.</param>
/// <param name="Supported">What it reads instead; empty where it names nothing.</param>
internal sealed record RefusedFiles(string? Ending, string? Found, IReadOnlyList<string> Supported, long Count)
{
    /// <summary>What the files are: the API has looked into them, a name only claims.</summary>
    public string Format => Found ?? Ending ?? "";

    /// <summary>The same for those of which the errors name the same formats.</summary>
    public string List => string.Join(' ', Supported);

    public bool IsMisnamed => Found is not null && Found != Ending;

    public bool IsRead => IsAmong(Supported, Format);

    public static bool IsAmong(IReadOnlyList<string> supported, string format) =>
        supported.Count > 0 ? supported.Contains(format, StringComparer.Ordinal) : FileLimits.IsKnown(format);

    /// <summary>Those of a group whose format is known, the largest part first.</summary>
    public static IReadOnlyList<RefusedFiles> Of(ErrorGroupView group)
    {
        var told = group.Refused
            .GroupBy(one => (one.Ending, Found: FailureDetails.Ending(one.Found), Supported: string.Join(' ', FailureDetails.Endings(one.Supported?.Split(',') ?? []))))
            .Select(one => new RefusedFiles(one.Key.Ending, one.Key.Found, one.Key.Supported.Split(' ', StringSplitOptions.RemoveEmptyEntries), one.Sum(part => part.Count)))
            .ToList();

        // Not every error was looked into, or names its formats: where the others agree, they speak for all.
        var lists = told.Where(one => one.Supported.Count > 0).DistinctBy(one => one.List, StringComparer.Ordinal).ToList();
        var agreed = lists is [var only] ? only.Supported : [];
        var others = group.Formats.Select(format => new RefusedFiles(format.Name, null, agreed, format.Count - told.Where(one => one.Ending == format.Name).Sum(one => one.Count)));
        return
        [
            .. told.Select(one => one.Supported.Count > 0 ? one : one with { Supported = agreed })
                .Concat(others)
                .Where(one => one.Count > 0 && FileLimits.EndingOf("x" + one.Format) is not null)
                .Select(one => FileLimits.EndingOf("x" + one.Ending) is null ? one with { Ending = null } : one)
                .OrderByDescending(one => one.Count),
        ];
    }
}
