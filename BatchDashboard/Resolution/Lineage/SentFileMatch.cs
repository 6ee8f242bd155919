using BatchDashboard.Lineage;
using BatchDashboard.Results;
using JobRow = BatchDashboard.Results.JobRow;

namespace BatchDashboard.Resolution.Lineage;

/// <summary>Finds files that were sent among the jobs of the batch that they became.</summary>
public static class SentFileMatch
{
    /// <summary>
    /// By exact file name; files of one name in the order in which they were sent. What is left is tried once more by the
    /// same letters in another Unicode form, which a server may have chosen.
    /// </summary>
    /// <param name="files">In the order in which they were sent.</param>
    /// <param name="jobs">In the API's order.</param>
    /// <param name="otherwise">What became of files of which no job has an outcome.</param>
    public static IReadOnlyList<SettledFile> Of(IReadOnlyList<UnsettledFile> files, IReadOnlyList<JobRow> jobs, SentOutcome otherwise = SentOutcome.Skipped)
    {
        var left = jobs.Where(job => job.FileName is not null).ToList();
        var found = new Dictionary<long, JobRow>();
        Take(name => name);
        Take(SentJobs.Name);
        return [.. files.Select(file => Settled(file, found.GetValueOrDefault(file.Key), otherwise))];

        void Take(Func<string, string> form)
        {
            var byName = left.GroupBy(job => form(job.FileName!), StringComparer.Ordinal)
                .ToDictionary(name => name.Key, name => new Queue<JobRow>(name), StringComparer.Ordinal);
            foreach (var file in files.Where(file => !found.ContainsKey(file.Key)))
            {
                if (byName.TryGetValue(form(file.FileName), out var queue) && queue.TryDequeue(out var job))
                {
                    found[file.Key] = job;
                }
            }

            left = [.. left.Except(found.Values)];
        }
    }

    private static SettledFile Settled(UnsettledFile file, JobRow? job, SentOutcome otherwise) => new(file.Key, job?.Key, job?.Outcome switch
    {
        JobOutcome.Succeeded or JobOutcome.Processed => SentOutcome.Succeeded,
        JobOutcome.Failed => SentOutcome.Failed,
        // A status that nobody knows in a batch that has ended is no success.
        _ => otherwise,
    });
}
