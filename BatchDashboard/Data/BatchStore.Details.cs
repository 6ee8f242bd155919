using System.Text.Json;

namespace BatchDashboard.Data;

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
                    if (await JobTable.FindAsync(context, snapshot, ordinal, groups, _ => false, token) is { } job && job.Job.ErrorDetails() is { } details)
                    {
                        found[ordinal] = details;
                    }
                }

                return found;
            },
            cancellation);
}
