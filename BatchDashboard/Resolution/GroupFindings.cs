using System.Globalization;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution;

/// <summary>What stands out about the files of one error type: one sentence each.</summary>
internal static class GroupFindings
{
    private const int MaxEndings = 8;
    private const int MaxLists = 8;

    public static IEnumerable<string> All(ErrorGroupView group, FileFacts facts) => [.. Formats(group, facts), .. Sizes(group)];

    /// <summary>What the files are, for each list of supported formats that their errors name.</summary>
    public static IEnumerable<string> Formats(ErrorGroupView group, FileFacts facts) => facts.Refused
        .GroupBy(one => one.List, StringComparer.Ordinal)
        .OrderByDescending(list => list.Sum(one => one.Count))
        .Take(MaxLists)
        .SelectMany(list => (string[])[.. Misnamed(list), .. Read(group, list), .. Refused(group, [.. list.Where(one => one is { IsRead: false, IsMisnamed: false })])]);

    /// <summary>The same where the endings of the names do not tell it: Wickson found another format, or refused them for several lists.</summary>
    public static IEnumerable<string> Contested(ErrorGroupView group, FileFacts facts) =>
        facts.Refused.Any(one => one.IsMisnamed) || facts.Refused.DistinctBy(one => one.List, StringComparer.Ordinal).Skip(1).Any() ? Formats(group, facts) : [];

    private static IEnumerable<string> Misnamed(IEnumerable<RefusedFiles> list) => list.Where(one => one.IsMisnamed).Take(MaxEndings).Select(one =>
        $"{Wording.Count(one.Count)} {(one.Count == 1 ? "file" : "files")} "
        + (one.Ending is { } ending ? $"{(one.Count == 1 ? "is" : "are")} named {ending}, but" : $"{(one.Count == 1 ? "has" : "have")} no ending;")
        + $" Wickson found {one.Found}{(one.IsRead ? "" : $", which is not among {Wording.Among(one.Supported)}")}.");

    // One file of ten says nothing about the ten, unless its format cannot be read at all.
    private static IEnumerable<string> Read(ErrorGroupView group, IEnumerable<RefusedFiles> list) => list
        .Where(one => one is { IsRead: true, IsMisnamed: false } && one.Count * 2 >= Files(group))
        .Select(one => $"{Share(one.Count, group)} in {one.Format}.");

    private static IEnumerable<string> Refused(ErrorGroupView group, List<RefusedFiles> refused)
    {
        if (refused.Count == 1)
        {
            yield return $"{Share(refused[0].Count, group)} in {refused[0].Format}, which is not among {Wording.Among(refused[0].Supported)}.";
        }
        else if (refused.Count > 1)
        {
            var named = string.Join(", ", refused.Take(MaxEndings).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Format} ({one.Count:N0})")));
            var more = refused.Count > MaxEndings ? $" and {refused.Count - MaxEndings} more endings" : "";
            yield return $"{Share(refused.Sum(one => one.Count), group)} in {named}{more}: none is among {Wording.Among(refused[0].Supported)}.";
        }
    }

    private static IEnumerable<string> Sizes(ErrorGroupView group)
    {
        if (group.LargestBytes is 0)
        {
            yield return "All are empty: 0 bytes.";
        }
        else if (group is { SmallestBytes: >= 0 and var smallest, LargestBytes: > 0 and var largest })
        {
            yield return smallest == largest
                ? $"All have {Wording.Size(largest)}."
                : $"Sizes from {Wording.Size(smallest)} to {Wording.Size(largest)}.";
        }
    }

    private static string Share(long count, ErrorGroupView group) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {Files(group):N0} {(count == 1 ? "ends" : "end")}");

    // The API may have counted fewer failures than it lists.
    private static long Files(ErrorGroupView group) => Math.Max(group.Count, group.Formats.Sum(format => format.Count));
}
