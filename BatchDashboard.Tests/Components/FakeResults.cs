using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Components;

/// <summary>A results service whose answers a test sets, and that remembers what it was asked.</summary>
public sealed class FakeResults : IResultsService
{
    private readonly List<(BatchId? Id, Action<BatchId> Changed)> _subscribers = [];

    public SourceMode Mode { get; set; } = SourceMode.Sandbox;

    public Func<BatchListQuery, Answer<BatchList>> Batches { get; set; } = query => new Answer<BatchList>(new BatchList([]) { Query = query });

    public Func<BatchId, JobQuery, Task<Answer<BatchPage>>> Batch { get; set; } =
        (id, query) => Task.FromResult(new Answer<BatchPage>(Views.Page(id, query)));

    public Func<BatchId, string, Answer<JobDetail>> Job { get; set; } =
        (id, key) => new Answer<JobDetail>(Views.FailedJob(id, key));

    public Func<BatchId, string, int, Answer<ErrorGroupDetail>> ErrorGroup { get; set; } =
        (id, type, page) => new Answer<ErrorGroupDetail>(Views.ErrorGroup(id, type, page));

    public Func<string, Answer<SearchResults>> Search { get; set; } = text => new Answer<SearchResults>(new SearchResults(text));

    public Func<MediaId, bool, Answer<MediaView>> Media { get; set; } =
        (id, chunks) => new Answer<MediaView>(Views.Media(id, chunks));

    public Func<BatchId, OpenedBatch> Open { get; set; } = id => new OpenedBatch(id, null);

    public Func<BatchId, Task<Answer<CancelledBatch>>> Cancel { get; set; } =
        id => Task.FromResult(new Answer<CancelledBatch>(new CancelledBatch(id, "running", Views.Created)));

    public Problem? ActionProblem { get; set; }

    /// <summary>One line a question, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Of the last question about a batch.</summary>
    public CancellationToken BatchToken { get; private set; }

    private long _changes;

    public int Subscribers => _subscribers.Count;

    public Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation)
    {
        Asked.Add($"batches{query.ToQueryString()}");
        return Task.FromResult(Batches(query));
    }

    public Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) =>
        Task.FromResult(Batches(new BatchListQuery()) is { Value: { } list } answer
            ? answer with { Value = new BatchList([.. list.Items.Where(item => ids.Contains(item.Id))]) }
            : Batches(new BatchListQuery()));

    public Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation)
    {
        Asked.AddRange(ids.Select(id => $"open {id}"));
        return Task.FromResult<IReadOnlyList<OpenedBatch>>([.. ids.Select(Open)]);
    }

    public Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation)
    {
        Asked.Add($"batch {id}{query.ToQueryString()}");
        BatchToken = cancellation;
        return Batch(id, query);
    }

    public Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation)
    {
        Asked.Add($"search {text}");
        return Task.FromResult(Search(text));
    }

    public Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation)
    {
        Asked.Add($"job {id} {job}");
        return Task.FromResult(Job(id, job));
    }

    public Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation)
    {
        Asked.Add($"errors {id} {errorType} {page}");
        return Task.FromResult(ErrorGroup(id, errorType, page));
    }

    public Func<BatchId, string, string?, Answer<FailureGroupsView>> FailureGroups { get; set; } = (_, _, by) => new(new FailureGroupsView(by, 0, [], default, []));

    public Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) =>
        Task.FromResult(FailureGroups(id, errorType, detailKey));

    public Func<ErrorsQuery, Answer<ErrorTrends>> Trends { get; set; } = query => new(new ErrorTrends(query, [], 0, [], [], []));

    public Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) => Task.FromResult(Trends(query));

    public AdviceRates Rates { get; set; } = AdviceRates.None;

    public Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => Task.FromResult(new Answer<AdviceRates>(Rates));

    public Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation)
    {
        Asked.Add($"media {id}{(includeChunks ? " with chunks" : "")}");
        return Task.FromResult(Media(id, includeChunks));
    }

    public Func<MediaListQuery, Answer<MediaListView>> MediaList { get; set; } = query => new(Views.MediaList(query));

    public Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation)
    {
        Asked.Add($"media{query.ToQueryString()}");
        return Task.FromResult(MediaList(query));
    }

    public Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation)
    {
        Asked.Add($"refresh {id}");
        return Task.FromResult(ActionProblem);
    }

    public Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation)
    {
        Asked.Add($"copy {id}");
        return Task.FromResult(ActionProblem);
    }

    public Task StopCopyAsync(BatchId id)
    {
        Asked.Add($"stop {id}");
        return Task.CompletedTask;
    }

    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation)
    {
        Asked.Add($"cancel {id}");
        return Cancel(id);
    }

    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed)
    {
        var subscriber = (id, changed);
        _subscribers.Add(subscriber);
        return new Subscription(() => _subscribers.Remove(subscriber));
    }

    public long Announced(BatchId? id) => _changes;

    /// <summary>Tells every subscriber that the batch changed.</summary>
    public void Change(BatchId id)
    {
        _changes++;
        foreach (var subscriber in _subscribers.Where(subscriber => subscriber.Id is null || subscriber.Id == id).ToArray())
        {
            subscriber.Changed(id);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
