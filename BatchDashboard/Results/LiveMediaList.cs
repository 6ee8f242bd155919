using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Lists of media items from the API. They are not kept: nothing says when an item is added to a collection.</summary>
public sealed class LiveMediaList(WicksonClient client, TimeProvider time)
{
    private readonly SharedRequests<MediaListQuery, MediaListBody> _requests = new(time, PageRequests.Kept);

    /// <summary>The page that was asked for, or the last one when there are fewer.</summary>
    public async Task<Answer<MediaListView>> GetAsync(MediaListQuery query, CancellationToken cancellation)
    {
        try
        {
            var view = await AskAsync(query, cancellation);
            if (view.Items.Count == 0 && query.Page > view.PageCount)
            {
                var last = await AskAsync(query with { Page = view.PageCount }, cancellation);
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

    private async Task<MediaListView> AskAsync(MediaListQuery query, CancellationToken cancellation) => MediaListView.Of(
        query,
        await _requests.GetAsync(
            query, () => client.ListMediaAsync(query.Collection, query.MediaType, query.Page, query.PageSize, CancellationToken.None), cancellation));
}
