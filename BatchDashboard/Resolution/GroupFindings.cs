using System.Globalization;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution;

/// <summary>What stands out about the files of one error type: one sentence each.</summary>
internal static class GroupFindings
{
    private const int MostEndings = 8;

    public static IEnumerable<string> All(ErrorGroupView group, FileFacts facts) => [.. Read(group, facts), .. Refused(group, facts), .. Sizes(group)];

    // One file of ten says nothing about the ten, unless its format cannot be read at all.
    private static IEnumerable<string> Read(ErrorGroupView group, FileFacts facts) => facts.Endings
        .Where(ending => facts.IsRead(ending.Name) && ending.Count * 2 >= Files(group))
        .Select(ending => $"{Share(ending.Count, group)} in {ending.Name}.");

    private static IEnumerable<string> Refused(ErrorGroupView group, FileFacts facts)
    {
        var refused = facts.Endings.Where(ending => !facts.IsRead(ending.Name)).ToList();
        var among = facts.SupportedFormats.Count > 0 ? $"among {Wording.List(facts.SupportedFormats)}" : "among the formats that Wickson documents";
        if (refused.Count == 1)
        {
            yield return $"{Share(refused[0].Count, group)} in {refused[0].Name}, which is not {among}.";
        }
        else if (refused.Count > 1)
        {
            var named = string.Join(", ", refused.Take(MostEndings).Select(ending => string.Create(CultureInfo.InvariantCulture, $"{ending.Name} ({ending.Count:N0})")));
            var more = refused.Count > MostEndings ? $" and {refused.Count - MostEndings} more endings" : "";
            yield return $"{Share(refused.Sum(ending => ending.Count), group)} in {named}{more}: none is {among}.";
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
