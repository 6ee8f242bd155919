using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>The cache source: a file that a live dashboard filled, and no API.</summary>
public sealed class CacheResultsTests : ResultsServiceTests
{
    private readonly List<Dashboard> _dashboards = [];
    private Dashboard? _filled;
    private int _requestsToFill;

    public override async ValueTask DisposeAsync()
    {
        var requests = Api.Requests.Count;
        foreach (var dashboard in _dashboards.AsEnumerable().Reverse())
        {
            await dashboard.DisposeAsync();
        }

        await base.DisposeAsync();
        Assert.Equal(_requestsToFill, requests);
    }

    [Fact]
    public async Task Nothing_can_be_fetched_in_the_cache_mode_and_a_sentence_says_so()
    {
        var results = await SourceAsync(Sample.Value);

        Assert.Contains("does not ask Wickson", (await results.RefreshAsync(Sample, Token))!.Sentence, StringComparison.Ordinal);
        Assert.Contains("does not ask Wickson", (await results.CopyAsync(Sample, Token))!.Sentence, StringComparison.Ordinal);
        var cancelled = await results.CancelAsync(Sample, Token);
        Assert.Null(cancelled.Value);
        Assert.Contains("does not ask Wickson", cancelled.Problem!.Sentence, StringComparison.Ordinal);
        var opened = await results.OpenAsync([Sample, BatchId.Parse("other")], Token);
        Assert.Equal([null, ProblemKind.NotFound], opened.Select(one => one.Problem?.Kind));
        Assert.Equal(0, (await PageAsync(Sample, JobQuery.Default)).Batch.RefreshCost);
    }

    [Fact]
    public async Task A_media_item_that_was_never_fetched_is_told_by_its_job()
    {
        var results = await SourceAsync(Sample.Value);
        var media = await results.GetMediaAsync(MediaId.Parse("vec-abc123"), false, Token);

        Assert.Equal("q4_summary.pdf", media.Value!.FileName);
        Assert.Equal("job-123abc", media.Value.Origin!.JobKey);
        Assert.Equal(ProblemKind.NotCopiedYet, media.Problem!.Kind);
        Assert.Equal(ProblemKind.NotFound, (await results.GetMediaAsync(MediaId.Parse("vec-none"), false, Token)).Problem!.Kind);
    }

    protected override async Task<IResultsService> SourceAsync(string batch)
    {
        if (_filled is null)
        {
            _filled = await Dashboard.StartAsync(Api);
            _dashboards.Add(_filled);
        }

        if (await _filled.Store.FindAsync(BatchId.Parse(batch), Token) is null)
        {
            await _filled.CopyAsync(batch);
            _requestsToFill = Api.Requests.Count;
        }

        var cache = await _filled.AgainAsync(null);
        _dashboards.Add(cache);
        return cache.Results;
    }
}
