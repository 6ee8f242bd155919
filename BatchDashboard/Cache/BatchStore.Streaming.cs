namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary>
    /// The jobs of a whole copy, block by block, with what no column holds. A block is good until the next one is asked for.
    /// </summary>
    /// <exception cref="CopyGoneException">While it is read: there is no such copy, or a newer one took its place.</exception>
    public IAsyncEnumerable<JobBlock> StreamAsync(long snapshot, JobWalk walk, CancellationToken cancellation) =>
        Stream(snapshot, walk).ReadAsync(cancellation);

    /// <summary>The first job of each id, for those ids that the copy has.</summary>
    public Task<IReadOnlyDictionary<string, long>> FindOrdinalsAsync(long snapshot, IReadOnlySet<string> jobIds, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyDictionary<string, long>>(
            (reader, _) =>
            {
                var found = new Dictionary<string, long>(StringComparer.Ordinal);
                var rows = reader.Prepare("SELECT key, job_id FROM jobs WHERE key >= ?1 AND key < ?2 AND job_id IS NOT NULL ORDER BY key")
                    .Bind(1, JobKey.Of(snapshot, 0)).Bind(2, JobKey.End(snapshot));
                while (found.Count < jobIds.Count && rows.Step())
                {
                    if (rows.Text(1) is { } id && jobIds.Contains(id))
                    {
                        found.TryAdd(id, JobKey.Ordinal(rows.Long(0)));
                    }
                }

                return found;
            },
            cancellation);

    private JobStream Stream(long snapshot, JobWalk walk) => new(
        _database,
        (reader, token) =>
        {
            // What is remembered of a copy outlives it: only the database knows whether it is still there.
            var isThere = CacheReader.Number(reader.Prepare("SELECT completed_at IS NOT NULL FROM snapshots WHERE key = ?1").Bind(1, snapshot)) == 1;
            return isThere && Whole(reader, snapshot, token) is { } info ? info : throw new CopyGoneException();
        },
        new BlockRows(_finder, snapshot, walk),
        _time);
}
