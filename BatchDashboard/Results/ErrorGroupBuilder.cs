using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Joins the API's error summary with what the stored rows tell.</summary>
public static class ErrorGroupBuilder
{
    private const int MaxFiles = 5;

    private static readonly Dictionary<string, ErrorFacts> None = new(WordComparer.Instance);

    /// <summary>One group an error type, most frequent first.</summary>
    public static IReadOnlyList<ErrorGroupView> Build(ResultsBody? header, CopyFacts? facts, long failed, BatchId batch)
    {
        var groups = new Dictionary<string, ErrorGroupView>(WordComparer.Instance);
        foreach (var summary in Summaries(header))
        {
            var type = Type(summary);
            groups[type] = groups.TryGetValue(type, out var present) ? Join(present, summary) : FromSummary(type, summary);
        }

        foreach (var (type, rows) in facts?.Errors ?? None)
        {
            groups[type] = groups.TryGetValue(type, out var present)
                ? present with { Count = present.Count > 0 ? present.Count : rows.Count }
                : new ErrorGroupView { ErrorType = type, Count = rows.Count, AffectedFiles = [] };
        }

        var all = Math.Max(failed, groups.Values.Sum(group => group.Count));
        return
        [
            .. groups.Values
                .Where(group => group.Count > 0 || group.AffectedFiles.Count > 0)
                .Select(group => Complete(group, facts, batch) with { Share = all > 0 ? (double)group.Count / all : null })
                .OrderByDescending(group => group.Count)
                .ThenBy(group => group.ErrorType, StringComparer.Ordinal),
        ];
    }

    /// <summary>The readable entries of the API's error summary.</summary>
    public static IEnumerable<ErrorSummary> Summaries(ResultsBody? header) =>
        (header?.Data.Value?.Statistics.Value?.ErrorSummary.Value ?? [])
            .Where(entry => entry.HasValue)
            .Select(entry => entry.Value!);

    /// <summary>The error types of the API's summary, as the groups are called.</summary>
    public static IEnumerable<string> Types(ResultsBody? header) => Summaries(header).Select(Type);

    private static string Type(ErrorSummary summary) => ErrorTypes.Name(summary.ErrorType.Text);

    private static ErrorGroupView FromSummary(string type, ErrorSummary summary) => new()
    {
        ErrorType = type,
        Count = Count(summary),
        Resolution = string.IsNullOrWhiteSpace(summary.Resolution.Text) ? null : summary.Resolution.Text,
        AffectedFiles = Files(summary),
    };

    // The same type twice: both entries are true, each of its own files.
    private static ErrorGroupView Join(ErrorGroupView first, ErrorSummary second) => first with
    {
        Count = first.Count + Count(second),
        Resolution = first.Resolution ?? second.Resolution.Text,
        AffectedFiles = [.. first.AffectedFiles.Concat(Files(second)).Distinct()],
    };

    private static ErrorGroupView Complete(ErrorGroupView group, CopyFacts? facts, BatchId batch)
    {
        var files = group.AffectedFiles
            .Select(file => facts?.KeyOf(group.ErrorType, file.FileName) is { } key ? file with { JobKey = key } : file)
            .ToList();
        if (facts is null || !facts.Errors.TryGetValue(group.ErrorType, out var rows))
        {
            return group with { AffectedFiles = files };
        }

        foreach (var job in rows.FirstJobs)
        {
            var row = JobRowBuilder.Build(batch, job);
            if (files.Count < MaxFiles && row.FileName is { } name && !files.Exists(file => file.FileName == name))
            {
                files.Add(new AffectedFile(name, facts.KeyOf(group.ErrorType, name) ?? row.Key));
            }
        }

        return group with
        {
            AffectedFiles = files,
            Formats = [.. rows.Formats.Select(format => new NamedCount(string.IsNullOrEmpty(format.Value) ? "none" : format.Value, format.Count))],
            Refused = rows.Refused,
            SmallestBytes = rows.SmallestBytes,
            LargestBytes = rows.LargestBytes,
        };
    }

    private static long Count(ErrorSummary summary) => ApiCounts.NonNegative(summary.Count) ?? 0;

    private static List<AffectedFile> Files(ErrorSummary summary) =>
    [
        .. (summary.AffectedFiles.Value ?? [])
            .Select(name => name.Text)
            .Where(name => !string.IsNullOrWhiteSpace(name))
            .Distinct(StringComparer.Ordinal)
            .Select(name => new AffectedFile(name!, null)),
    ];
}
