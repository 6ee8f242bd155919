using System.Globalization;
using System.Text.Json;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution;

/// <summary>Tells what a failure means and what to do about it. Never throws, whatever the API sent.</summary>
public sealed class Advisor
{
    private const int MaxFormats = 3;

    /// <summary>Advice for one failed file.</summary>
    /// <param name="job">The file's row.</param>
    /// <param name="details"><c>error.details</c> as it came; anything may stand there.</param>
    public Advice For(JobRow job, JsonElement? details)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Playbook.For(job.ErrorCode, FileFacts.Of(job, details));
    }

    /// <summary>Advice for all files of one error type.</summary>
    /// <param name="errorType">As the API wrote it, or "unknown" for failures without a code.</param>
    /// <param name="group">What the failed files have in common, when that is known.</param>
    public Advice ForType(string errorType, ErrorGroupView? group)
    {
        var advice = Playbook.For(errorType, FileFacts.OfMany);
        return group is null ? advice : advice with { Checks = [.. Formats(group), .. Sizes(group)] };
    }

    private static IEnumerable<string> Formats(ErrorGroupView group) => group.Formats
        .Where(format => FileLimits.EndingOf("x" + format.Name) is not null)
        // One file of ten says nothing about the ten, unless its format cannot be read at all.
        .Where(format => format.Count * 2 >= group.Count || !FileLimits.IsKnown(format.Name))
        .Take(MaxFormats)
        .Select(format => string.Create(
            CultureInfo.InvariantCulture,
            $"{format.Count:N0} of {group.Count:N0} {(format.Count == 1 ? "ends" : "end")} in {format.Name}"
            + $"{(FileLimits.IsKnown(format.Name) ? "" : ", which is not among the formats that Wickson documents")}."));

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
}
