using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>
/// Media items from the API, kept in the database for when it fails. Lists of them are not kept: nothing says when an item is added to
/// a collection.
/// </summary>
public sealed class LiveMedia(WicksonClient client, CopyReader copies, TimeProvider time, ILogger<LiveMedia> logger)
{
    private readonly SharedRequests<MediaListQuery, MediaListBody> _lists = new(time, PageRequests.Kept);
    private readonly SharedRequests<(MediaId Id, bool Chunks), (MediaBody Body, DateTimeOffset At)> _requests = new(time, PageRequests.Kept);

    public async Task<Answer<MediaView>> GetAsync(MediaId id, bool includeChunks, CancellationToken cancellation)
    {
        try
        {
            var (body, at) = await _requests.GetAsync((id, includeChunks), () => FetchAsync(id, includeChunks), cancellation);
            return new Answer<MediaView>(
                MediaViewBuilder.Build(id, body, includeChunks, new Freshness(FreshnessKind.Live, at), await OriginAsync(id, cancellation)));
        }
        catch (WicksonException exception)
        {
            var copy = await Stored.AnswerAsync(async () => new Answer<MediaView>(await copies.MediaAsync(id, includeChunks, cancellation)));
            var problem = ProblemWords.Of(exception.Error, ProblemWords.Media(id));
            return new Answer<MediaView>(copy.Value, copy.Value is not null && problem.Kind == ProblemKind.NotFound
                ? problem with { Kind = ProblemKind.ApiFailed, Sentence = $"Wickson no longer knows {ProblemWords.Media(id)}.", Advice = "You are looking at what is kept of it here." }
                : problem);
        }
    }

    /// <summary>The page that was asked for, or the last one when there are fewer.</summary>
    public async Task<Answer<MediaListView>> ListAsync(MediaListQuery query, CancellationToken cancellation)
    {
        try
        {
            var view = await AskListAsync(query, cancellation);
            if (view.Items.Count == 0 && query.Page > view.PageCount)
            {
                var last = await AskListAsync(query with { Page = view.PageCount }, cancellation);
                view = last with { Notices = [.. last.Notices, Paging.Beyond(view.PageCount)] };
            }

            return new Answer<MediaListView>(view);
        }
        catch (WicksonException exception)
        {
            var problem = ProblemWords.Of(exception.Error, "the list of media");
            return new Answer<MediaListView>(null, problem.Kind == ProblemKind.NotFound
                ? problem with { Kind = ProblemKind.ApiFailed, Sentence = "Wickson does not find this list of media.", Advice = "Check the name of the collection." }
                : problem);
        }
    }

    private async Task<(MediaBody Body, DateTimeOffset At)> FetchAsync(MediaId id, bool includeChunks)
    {
        var body = await client.GetMediaAsync(id, includeChunks, CancellationToken.None);
        try
        {
            await copies.KeepMediaAsync(id, body, includeChunks, CancellationToken.None);
        }
        catch (DatabaseException exception)
        {
            logger.LogWarning(exception, "Media item {MediaId} was not kept: {Reason}", id.Value, exception.Message);
        }

        return (body, time.GetUtcNow());
    }

    // Where it came from is one line of the page: a broken database must not hide the rest.
    private async Task<(CachedBatch Batch, StoredJob Job)?> OriginAsync(MediaId id, CancellationToken cancellation)
    {
        try
        {
            return await copies.OriginAsync(id, cancellation);
        }
        catch (DatabaseException exception)
        {
            logger.LogWarning(exception, "The job of media item {MediaId} was not looked up: {Reason}", id.Value, exception.Message);
            return null;
        }
    }

    private async Task<MediaListView> AskListAsync(MediaListQuery query, CancellationToken cancellation) => MediaListView.Of(
        query,
        await _lists.GetAsync(
            query, () => client.ListMediaAsync(query.Collection, query.MediaType, query.Page, query.PageSize, CancellationToken.None), cancellation));
}
