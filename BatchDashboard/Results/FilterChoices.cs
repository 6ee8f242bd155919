using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>What the grid's filters offer, and which of a query's values make sense for the batch.</summary>
public static class FilterChoices
{
    // A URL with many unknown values must not push the jobs off the screen.
    private const int MaxTold = 3;

    /// <summary>
    /// With counts from a complete copy: what the batch has, each with its number within the rest of the query. Before
    /// that, what the API documents and what was seen.
    /// </summary>
    /// <param name="facets">Counts within the query; null for those of all jobs.</param>
    public static FilterOptions Options(CopyFacts? facts, ResultsBody? header, JobFacets? facets)
    {
        if (facts is { IsComplete: true })
        {
            return new FilterOptions(
                Counted(facts.Jobs.ByStatus, facets?.Statuses),
                Counted(facts.Jobs.ByMediaType, facets?.MediaTypes),
                CountedErrors(facts, facets?.ErrorCodes));
        }

        var types = header?.Data.Value?.Statistics.Value?.MediaDistribution.Value?.ByType.Value?.Keys ?? Enumerable.Empty<string>();
        var codes = ErrorGroupBuilder.Summaries(header).Select(summary => summary.ErrorType.Text).OfType<string>();
        return new FilterOptions(
            Known(Seen(facts?.Jobs.ByStatus), ApiWords.JobStatuses),
            Known(Seen(facts?.Jobs.ByMediaType).Concat(types), ApiWords.MediaTypes),
            Known(Seen(facts?.Jobs.ByErrorCode).Concat(codes), ApiWords.ErrorCodes));
    }

    /// <summary>
    /// The query with its values as the batch spells them, and without those that neither the API names nor a complete copy
    /// has, with a sentence for each. An error type of the API's summary that no row has stays: it matches nothing, which is the truth.
    /// </summary>
    public static (JobQuery Query, IReadOnlyList<string> Notices) Correct(JobQuery query, CopyFacts? facts, ResultsBody? header)
    {
        var notices = new List<string>();
        string[] codes = [.. facts?.Errors.Keys ?? [], .. ErrorGroupBuilder.Types(header), .. ApiWords.ErrorCodes];
        IReadOnlyList<string> Keep(IReadOnlyList<string> asked, IReadOnlyList<(string? Value, long Count)>? present, IReadOnlyList<string> others, string what)
        {
            string[] known = [.. Seen(present), .. others];
            string[] unknown = facts is { IsComplete: true } ? [.. asked.Except(known, WordComparer.Instance)] : [];
            notices.AddRange(unknown.Take(MaxTold).Select(value => $"No file of this batch has the {what} “{ProblemWords.Shorten(value)}”, so that filter was left out."));
            if (unknown.Length > MaxTold)
            {
                notices.Add(FormattableString.Invariant($"{unknown.Length - MaxTold} more values of the filter “{what}” are in no file of this batch and were left out."));
            }

            return [.. asked.Except(unknown, StringComparer.Ordinal).Select(value => known.FirstOrDefault(one => WordComparer.Instance.Equals(one, value)) ?? value).Distinct(StringComparer.Ordinal)];
        }

        var corrected = query with
        {
            Statuses = Keep(query.Statuses, facts?.Jobs.ByStatus, ApiWords.JobStatuses, "status"),
            MediaTypes = Keep(query.MediaTypes, facts?.Jobs.ByMediaType, ApiWords.MediaTypes, "media type"),
            ErrorCodes = Keep(query.ErrorCodes, facts?.Jobs.ByErrorCode, codes, "error code"),
        };
        return (corrected, notices);
    }

    /// <summary>A value as a list spells it, in whatever case of letters it was asked for; itself when it is not among them.</summary>
    public static string Spelled(string value, IReadOnlyCollection<string> known) =>
        known.Contains(value, StringComparer.Ordinal) ? value : known.FirstOrDefault(one => one.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? value;

    // A value that no URL takes cannot be chosen.
    private static bool IsOffered(string? value) => !string.IsNullOrWhiteSpace(value) && value.Length <= Parameters.MaxLength;

    private static List<FilterOption> Counted(IReadOnlyList<(string? Value, long Count)> all, IReadOnlyList<(string? Value, long Count)>? within) =>
    [
        .. all
            .Where(one => IsOffered(one.Value))
            .Select(one => new FilterOption(one.Value!, within is null ? one.Count : CountOf(within, one.Value))),
    ];

    private static List<FilterOption> CountedErrors(CopyFacts facts, IReadOnlyList<(string? Value, long Count)>? within)
    {
        var options = Counted(facts.Jobs.ByErrorCode, within);
        return facts.Errors.TryGetValue(ErrorTypes.Unknown, out var without) && !options.Exists(one => one.Value == ErrorTypes.Unknown)
            ? [.. options.Append(new FilterOption(ErrorTypes.Unknown, within is null ? without.Count : CountOf(within, null))).OrderByDescending(one => one.Count)]
            : options;
    }

    private static long CountOf(IReadOnlyList<(string? Value, long Count)> counts, string? value) => counts.FirstOrDefault(one => one.Value == value).Count;

    private static IEnumerable<string> Seen(IReadOnlyList<(string? Value, long Count)>? counts) =>
        counts?.Select(one => one.Value).OfType<string>() ?? [];

    private static List<FilterOption> Known(IEnumerable<string> seen, IReadOnlyList<string> documented) =>
    [
        .. seen.Where(IsOffered)
            .Concat(documented)
            .Distinct(WordComparer.Instance)
            .Select(value => new FilterOption(value!, null)),
    ];
}
