using System.Collections.Concurrent;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary>How many ids of each media type <see cref="CreatedMediaAsync"/> names.</summary>
    public const int FirstMediaIds = 5;

    // A page asks with every turn of the grid, and the answer of a whole copy never changes.
    private readonly ConcurrentDictionary<long, IReadOnlyList<CreatedMedia>> _media = new();

    /// <summary>The media items of a whole copy by type, most frequent first, each with its first ids.</summary>
    public Task<IReadOnlyList<CreatedMedia>> CreatedMediaAsync(long snapshot, CancellationToken cancellation) =>
        _media.TryGetValue(snapshot, out var known)
            ? Task.FromResult(known)
            : _database.ReadAsync(
                (reader, token) =>
                {
                    if (IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is not { } view)
                    {
                        return [];
                    }

                    IReadOnlyList<CreatedMedia> found =
                    [
                        .. MediaFinder.Find(view, FirstMediaIds, token).Select(type => new CreatedMedia(
                            type.MediaType,
                            type.Jobs,
                            [
                                .. JobTable.Listed(reader, type.First, snapshot, view.Groups, _ => false)
                                    .Select(job => job.Columns.MediaId).OfType<string>().Distinct(StringComparer.Ordinal),
                            ],
                            type.Statuses)),
                    ];
                    if (_media.Count >= MostInfos)
                    {
                        _media.Clear();
                    }

                    return _media[snapshot] = found;
                },
                cancellation);
}

/// <summary>Jobs of one media type that created a media item.</summary>
/// <param name="MediaType">Null for jobs without a type.</param>
/// <param name="Ids">The first ones.</param>
/// <param name="Statuses">The statuses that these jobs have.</param>
public sealed record CreatedMedia(string? MediaType, long Jobs, IReadOnlyList<string> Ids, IReadOnlyList<string> Statuses);
