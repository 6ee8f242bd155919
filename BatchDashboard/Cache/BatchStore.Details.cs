using System.Text.Json;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary><c>error.details</c> of jobs by their ordinals, as they came; jobs without details are left out.</summary>
    public Task<IReadOnlyDictionary<long, JsonElement>> DetailsAsync(long snapshot, IReadOnlyList<long> ordinals, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyDictionary<long, JsonElement>>(
            async (context, token) =>
            {
                var groups = await JobGroups.ReadAsync(context, snapshot, token);
                var found = new Dictionary<long, JsonElement>();
                foreach (var ordinal in ordinals)
                {
                    if (await JobTable.WholeAsync(context, snapshot, ordinal, groups, _ => false, token) is { Result.Value.Error.Value.Details: { HasValue: true } details })
                    {
                        found[ordinal] = details.Value;
                    }
                }

                return found;
            },
            cancellation);
}
