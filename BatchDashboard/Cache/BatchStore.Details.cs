using System.Text.Json;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary><c>error.details</c> of jobs by their ordinals, as they came; jobs without details are left out.</summary>
    public Task<IReadOnlyDictionary<long, JsonElement>> DetailsAsync(long snapshot, IReadOnlyList<long> ordinals, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyDictionary<long, JsonElement>>(
            (reader, token) =>
            {
                var groups = JobGroups.Read(reader, snapshot);
                var found = new Dictionary<long, JsonElement>();
                foreach (var ordinal in ordinals)
                {
                    token.ThrowIfCancellationRequested();
                    if (JobTable.Whole(reader, snapshot, ordinal, groups, _ => false)?.Result.Value?.Error.Value?.Details is { HasValue: true } details)
                    {
                        found[ordinal] = details.Value;
                    }
                }

                return found;
            },
            cancellation);
}
