using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>The media items that a batch created.</summary>
/// <param name="Types">Most frequent first.</param>
/// <param name="Announced">How many there are by the API's count; null when it gives none.</param>
/// <param name="IsSample">True for the ids that the API names, which are some of them; false for those of all downloaded jobs.</param>
public sealed record CreatedMediaView(IReadOnlyList<CreatedMediaType> Types, long? Announced, bool IsSample)
{
    private const int MostTypes = 20;
    private const int MostIds = 10;

    public static CreatedMediaView None { get; } = new([], null, IsSample: true);

    /// <summary>Types that are too many to be shown.</summary>
    public int OtherTypes { get; init; }

    /// <summary>Ids of them.</summary>
    public long OtherIds { get; init; }

    /// <summary>Ids that are known.</summary>
    public long Known => Types.Sum(type => type.Count) + OtherIds;

    /// <summary>The API's own sample, whatever it looks like.</summary>
    public static CreatedMediaView Sample(ResultsBody? header)
    {
        var distribution = header?.Data.Value?.Statistics.Value?.MediaDistribution.Value;
        var types = (distribution?.MediaIdsByType.Value ?? [])
            .Select(type => (type.Key, Ids: Ids(type.Value)))
            .Where(type => type.Ids.Count > 0)
            .OrderByDescending(type => type.Ids.Count)
            .Select(type => new CreatedMediaType(type.Key, type.Ids.Count, [.. type.Ids.Take(MostIds)], []));
        return new CreatedMediaView([], ApiCounts.NonNegative(distribution?.TotalCreatedMediaItems), IsSample: true).With([.. types]);
    }

    /// <summary>Those of all downloaded jobs.</summary>
    public CreatedMediaView WithAll(IReadOnlyList<CreatedMedia> all) => (this with { IsSample = false })
        .With([.. all.Select(type => new CreatedMediaType(type.MediaType ?? ErrorTypes.Unknown, type.Jobs, type.Ids, type.Statuses))]);

    private CreatedMediaView With(IReadOnlyList<CreatedMediaType> types) => this with
    {
        Types = [.. types.Take(MostTypes)],
        OtherTypes = Math.Max(0, types.Count - MostTypes),
        OtherIds = types.Skip(MostTypes).Sum(type => type.Count),
    };

    private static List<string> Ids(Field<List<Field<string>>> sent) =>
    [
        .. (sent.HasValue ? sent.Value.Select(id => id.Text) : sent.Raw is { ValueKind: JsonValueKind.String } one ? [one.GetString()] : [])
            .OfType<string>()
            .Where(id => !string.IsNullOrWhiteSpace(id))
            .Distinct(StringComparer.Ordinal),
    ];
}

/// <summary>The media items of one type.</summary>
/// <param name="Count">How many ids are known.</param>
/// <param name="Ids">The first of them, as the API wrote them.</param>
/// <param name="Statuses">The statuses that their jobs have; empty for a sample.</param>
public sealed record CreatedMediaType(string Name, long Count, IReadOnlyList<string> Ids, IReadOnlyList<string> Statuses);
