using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using JobRow = BatchDashboard.Results.JobRow;

namespace BatchDashboard.Resolution.Lineage;

/// <summary>Reads the jobs of a copy that may be files which were sent.</summary>
internal static class SentJobs
{
    private const int AtOnce = 5000;

    /// <summary>Empty when nothing is to be found, or the copy has no rows.</summary>
    public static async Task<IReadOnlyList<JobRow>> ReadAsync(
        BatchStore store, CachedBatch batch, IReadOnlyList<UnsettledFile> files, CancellationToken cancellation)
    {
        if (files.Count == 0 || batch.Current is not { } copy)
        {
            return [];
        }

        var names = files.Select(file => Name(file.FileName)).ToHashSet(StringComparer.Ordinal);
        var found = new List<JobRow>();
        for (var first = 0L; ; first += AtOnce)
        {
            var jobs = await store.ListRangeAsync(copy.Key, first, AtOnce, cancellation);
            found.AddRange(jobs.Where(job => job.Job.FileName is { } name && names.Contains(Name(name))).Select(job => JobRowBuilder.Build(batch.Id, job)));
            if (jobs.Count == 0 || first + AtOnce >= Math.Max(copy.Jobs, copy.ExpectedJobs))
            {
                return found;
            }
        }
    }

    /// <summary>A file's name as it is compared where the Unicode form does not count. The database keeps texts clean.</summary>
    public static string Name(string fileName) => StoredText.Compose(fileName);
}
