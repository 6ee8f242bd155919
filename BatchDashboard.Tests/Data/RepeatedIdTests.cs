using System.Globalization;
using BatchDashboard.Queries;
using BatchDashboard.Results;

namespace BatchDashboard.Tests.Data;

/// <summary>Jobs that share an id in a whole copy.</summary>
public sealed class RepeatedIdTests
{
    private const int Jobs = 9000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(JobSort.None, false)]
    [InlineData(JobSort.FileName, true)]
    [InlineData(JobSort.Size, false)]
    public async Task Every_row_of_a_list_leads_to_its_own_job(JobSort sort, bool descending)
    {
        using var cache = await TemporaryCache.CreateAsync();
        // Every fourth job has the id of one in another chunk; every ninth has none.
        var jobs = SourceJob.Many(Jobs).Select((job, ordinal) => job with { Id = Id(ordinal) }).ToList();
        var key = (await cache.WriteAsync("b", SourceJob.Page(jobs, 1, Jobs), isLast: true)).Current!.Key;
        var listed = await cache.Store.FindJobsAsync(key, new JobQuery { Sort = sort, Descending = descending }, 0, Jobs, Token);
        var seen = jobs.Select((job, ordinal) => (job, ordinal)).Where(job => job.job.Id is not null).GroupBy(job => job.job.Id).ToDictionary(ids => ids.Key!, ids => ids.Min(job => job.ordinal));
        Assert.Equal(Jobs, listed.Count);
        foreach (var job in listed)
        {
            var id = jobs[(int)job.Ordinal].Id;
            Assert.Equal(id is not null && seen[id] != job.Ordinal, job.IsRepeat);
        }

        foreach (var job in listed.Where((_, index) => index % 50 == 0))
        {
            var rowKey = JobRowBuilder.Key(job.Job.JobId, job.Ordinal + 1, !job.IsRepeat);
            var found = JobRowBuilder.Ordinal(rowKey) is { } ordinal
                ? await cache.Store.FindJobAsync(key, ordinal, Token)
                : await cache.Store.FindJobAsync(key, rowKey, Token);
            Assert.Equal((job.Ordinal, job.IsRepeat), (found!.Ordinal, rowKey.StartsWith("row-", StringComparison.Ordinal) && job.Job.JobId is not null));
        }

        var ranged = await cache.Store.ListRangeAsync(key, 0, Jobs, Token);
        Assert.Equal(listed.Where(job => job.IsRepeat).Select(job => job.Ordinal).Order(), ranged.Where(job => job.IsRepeat).Select(job => job.Ordinal));
        var facts = await cache.Store.FactsAsync(key, Token);
        Assert.Equal((seen.Count, listed.Count(job => job.IsRepeat)), (facts.DistinctJobIds, facts.RepeatedJobIds));
    }

    private static string? Id(int ordinal) =>
        ordinal % 9 == 8 ? null : string.Create(CultureInfo.InvariantCulture, $"id-{(ordinal % 4 == 3 ? (ordinal + 5000) % Jobs : ordinal)}");
}
