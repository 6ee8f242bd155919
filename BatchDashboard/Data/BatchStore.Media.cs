using BatchDashboard.Data.Columns;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>How many ids of each media type <see cref="CreatedMediaAsync"/> names.</summary>
    public const int FirstMediaIds = 5;

    private const int CreatedMediaBytes = 1000;

    /// <summary>The media items of a whole copy by type, most frequent first, each with its first ids.</summary>
    public async Task<IReadOnlyList<CreatedMedia>> CreatedMediaAsync(long snapshot, CancellationToken cancellation) =>
        await _columns.OpenAsync(snapshot, cancellation) is { } copy
            ? await _cache.GetAsync(
                (copy.Snapshot, copy.Revision, "media"), () => CountMediaAsync(copy, cancellation), types => types.Count * (long)CreatedMediaBytes, cancellation)
            : [];

    private async Task<IReadOnlyList<CreatedMedia>> CountMediaAsync(CopyColumns copy, CancellationToken cancellation)
    {
        var types = new List<CreatedMedia>();
        foreach (var type in MediaCounter.Count(copy.Groups, await copy.GroupsAsync(cancellation), await copy.TextsAsync(ColumnKind.MediaIds, cancellation), FirstMediaIds))
        {
            var first = await ListAsync(copy, type.First, cancellation);
            types.Add(new CreatedMedia(
                type.MediaType, type.Jobs, [.. first.Select(job => job.Job.MediaId).OfType<string>().Distinct(StringComparer.Ordinal)], type.Statuses));
        }

        return types;
    }
}

/// <summary>Jobs of one media type that created a media item.</summary>
/// <param name="MediaType">Null for jobs without a type.</param>
/// <param name="Ids">The first ones.</param>
/// <param name="Statuses">The statuses that these jobs have.</param>
public sealed record CreatedMedia(string? MediaType, long Jobs, IReadOnlyList<string> Ids, IReadOnlyList<string> Statuses);
