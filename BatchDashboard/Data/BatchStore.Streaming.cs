using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>
    /// The jobs of a whole copy, block by block, whole.
    /// </summary>
    /// <exception cref="CopyGoneException">While it is read: there is no such copy, or a newer one took its place.</exception>
    public async IAsyncEnumerable<IReadOnlyList<StoredJob>> StreamAsync(
        long snapshot, JobWalk walk, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var copy = await _columns.FindWholeAsync(snapshot, cancellation) ?? throw new CopyGoneException();
        var ordinals = walk.Query is { } query ? await OrdinalsAsync(snapshot, query, cancellation) : walk.Ordinals;
        var stream = new JobStream(_database, snapshot, ordinals, copy.Groups, await copy.IsRepeatAsync(cancellation), _time);
        await foreach (var block in stream.ReadAsync(cancellation))
        {
            yield return block;
        }
    }

    /// <summary>The first job of each id, for those ids that the copy has.</summary>
    public Task<IReadOnlyDictionary<string, long>> FindOrdinalsAsync(long snapshot, IReadOnlySet<string> jobIds, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyDictionary<string, long>>(
            async (context, token) =>
            {
                var found = new Dictionary<string, long>(StringComparer.Ordinal);
                var rows = JobTable.Of(context, snapshot).Where(row => row.JobId != null).Select(row => new { row.Key, Id = row.JobId! });
                await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(token))
                {
                    if (jobIds.Contains(row.Id))
                    {
                        found.TryAdd(row.Id, JobKey.Ordinal(row.Key));
                        if (found.Count == jobIds.Count)
                        {
                            break;
                        }
                    }
                }

                return found;
            },
            cancellation);
}
