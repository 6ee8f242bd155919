using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>One batch: did it work, what went wrong, what to do now. The grid's state is the URL's query string.</summary>
public sealed partial class OneBatch
{
    private IReadOnlyList<string> _notices = [];
    private Problem? _actionProblem;
    private JobQuery _query = JobQuery.Default;
    private (string Question, long Total)? _found;

    [Parameter]
    public string BatchIdText { get; set; } = "";

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => BatchIdText + Query().Query.ToQueryString();

    protected override BatchId? Watched => BatchId.TryParse(BatchIdText, out var id) ? id : null;

    protected override bool IsWatching => Watched is not null;

    private string Title => Readable.Visible(Answer?.Value?.Batch.Title ?? Readable.Middle(BatchIdText, 60));

    protected override bool KeepsShowing(BatchPage shown) => shown.Batch.Id == Watched;

    protected override async Task<Answer<BatchPage>> AskAsync(CancellationToken cancellation)
    {
        var (query, notices) = Query();
        (_query, _notices) = (query, notices);
        return Watched is { } id
            ? await Results.GetBatchAsync(id, query, cancellation)
            : new Answer<BatchPage>(null, PageProblems.NoBatchId(BatchIdText));
    }

    protected override void OnAnswered()
    {
        _notices = [.. Query().Notices, .. Answer?.Value?.Jobs.Notices ?? []];
        if (Answer?.Value?.Batch.Freshness is { Kind: FreshnessKind.Copying } copying)
        {
            Announcer.Say(copying.Waiting?.Sentence
                ?? $"Copying {Readable.Count(copying.Copied)} of {Readable.Count(copying.Total)} jobs.");
        }
        else if (Answer?.Value is { Jobs: var jobs } && _query != JobQuery.Default && _found != (Question, jobs.Total))
        {
            // Once: said again after every change, it would drown what an action came to.
            _found = (Question, jobs.Total);
            Announcer.Say($"{Readable.Count(jobs.Total, "job")} found.");
        }
    }

    /// <summary>Goes to another state of the grid. Typing replaces the last step of the history instead of adding one a letter.</summary>
    private void Show(JobQuery query) =>
        Navigation.NavigateTo(
            Urls.Batch(BatchId.Parse(BatchIdText), query),
            replace: query.Search.Length > 0 && Query().Query.Search.Length > 0);

    private (JobQuery Query, IReadOnlyList<string> Notices) Query() => JobQuery.Parse(new Uri(Navigation.Uri).Query);

    private Task RefreshAsync() => ActAsync(id => Results.RefreshAsync(id, CancellationToken.None), "The batch was read anew.");

    private Task CopyAsync() => ActAsync(id => Results.CopyAsync(id, CancellationToken.None), "The copy has started.");

    private Task StopAsync() => ActAsync(
        async id =>
        {
            await Results.StopCopyAsync(id);
            return null;
        },
        "The copy was stopped. What has arrived is kept.");

    private async Task ActAsync(Func<BatchId, Task<Problem?>> action, string done)
    {
        if (Watched is not { } id)
        {
            return;
        }

        _actionProblem = await action(id);
        await ReloadAsync();
        Announcer.Say(_actionProblem?.Sentence ?? done);
    }
}
