using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Display;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>One batch: did it work, what went wrong, what to do now. The grid's state is the URL's query string.</summary>
public sealed partial class OneBatch
{
    private static readonly TimeSpan SayingPause = TimeSpan.FromSeconds(15);

    private IReadOnlyList<string> _notices = [];
    private FailedAction? _failedAction;
    private bool _isActing;
    private string? _asked;
    private string? _answered;
    private (string What, DateTimeOffset At)? _said;
    private JobQuery _query = JobQuery.Default;
    private JobQuery _ahead = JobQuery.Default;
    private int _stepsAhead;
    private string _stepsInto = "";
    private (string Question, long Total)? _found;
    private JobPage? _before;

    [Parameter]
    public string BatchIdText { get; set; } = "";

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    protected override string Question => BatchIdText + Query().Query.ToQueryString();

    protected override BatchId? Watched => BatchId.TryParse(BatchIdText, out var id) ? id : null;

    protected override bool IsWatching => Watched is not null;

    private string Title => Readable.Visible(Answer?.Value?.Batch.Title ?? Readable.Middle(BatchIdText, 60));

    protected override bool KeepsShowing(BatchPage shown) => shown.Batch.Id == Watched;

    protected override async Task<Answer<BatchPage>> AskAsync(CancellationToken cancellation)
    {
        var (query, notices) = Query();
        (_query, _notices, _asked) = (query, notices, Question);
        if (Watched is not { } id)
        {
            return new Answer<BatchPage>(null, PageProblems.NoBatchId(BatchIdText));
        }

        // What the operator has seen is on this page alone, and stays the same while it is asked for again.
        _before = Answer?.Value is { Jobs: var shown } && shown.Query.Page == query.Page - 1 ? shown : _before;
        var answer = await Results.GetBatchAsync(id, query, cancellation);
        return answer.Value is { } page ? answer with { Value = page with { Jobs = page.Jobs.After(_before) } } : answer;
    }

    protected override void OnAnswered()
    {
        _answered = _asked ?? Question;
        _notices = [.. Query().Notices, .. Answer?.Value?.Jobs.Notices ?? []];
        if (Answer?.Value?.Batch.Freshness is { Kind: FreshnessKind.Copying } copying)
        {
            SayNowAndThen(copying);
            return;
        }

        _said = null;
        if (Answer?.Value is { Jobs: var jobs } && _query != JobQuery.Default && _found != (Question, jobs.Total))
        {
            // Once: said again after every change, it would drown what an action came to.
            _found = (Question, jobs.Total);
            Announcer.Say($"{Readable.Count(jobs.Total, "job")} found.");
        }
    }

    /// <summary>A copy goes on by thousands a second: who listens hears of it now and then, and of a turn at once.</summary>
    private void SayNowAndThen(Freshness copying)
    {
        var what = copying.Waiting?.Sentence ?? (CopyWords.IsFinishing(copying) ? "Finishing the copy." : "Copying");
        if (_said is { } said && said.What == what && (copying.Waiting is not null || Time.GetUtcNow() - said.At < SayingPause))
        {
            return;
        }

        _said = (what, Time.GetUtcNow());
        Announcer.Say(what == "Copying" ? $"Copying {copying.Jobs} jobs." : what);
    }

    /// <summary>The state of the grid that is asked for while another is shown; null when it is the one that is shown.</summary>
    private JobQuery? Asked => _answered == Question ? null : Query().Query;

    /// <summary>
    /// Goes to another state of the grid. The URL follows only after a round trip to the browser; a second step that
    /// comes sooner starts from here. Typing replaces the last step of the history instead of adding one a letter.
    /// </summary>
    private void Show(JobQuery query)
    {
        var replace = query.Search.Length > 0 && Query().Query.Search.Length > 0;
        _ahead = query;
        _stepsAhead++;
        Navigation.NavigateTo(Urls.Batch(BatchId.Parse(BatchIdText), query), replace: replace);
    }

    protected override void OnParametersSet()
    {
        if (_stepsInto != BatchIdText)
        {
            (_stepsInto, _stepsAhead) = (BatchIdText, 0);
        }
    }

    protected override void OnFollow() => _stepsAhead = Math.Max(0, _stepsAhead - 1);

    private (JobQuery Query, IReadOnlyList<string> Notices) Query() =>
        _stepsAhead > 0 ? (_ahead, []) : JobQuery.Parse(new Uri(Navigation.Uri).Query);

    private Task RefreshAsync() => ActAsync(id => Results.RefreshAsync(id, Gone), null);

    private Task CopyAsync() => ActAsync(id => Results.CopyAsync(id, Gone), "The copy has started.");

    private Task StopAsync() => ActAsync(
        async id =>
        {
            await Results.StopCopyAsync(id);
            return null;
        },
        "The copy was stopped. What has arrived is kept.");

    private async Task ActAsync(Func<BatchId, Task<Problem?>> action, string? done)
    {
        if (Watched is not { } id)
        {
            return;
        }

        _isActing = true;
        try
        {
            var problem = await action(id);
            _failedAction = problem is null ? null : new FailedAction(problem, Question, Time.GetUtcNow());
            await ReloadAsync();
            Announcer.Say(problem?.Sentence ?? done ?? (IsCopying ? "The batch is being read anew." : "The batch was read anew."));
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left. What the action began goes on without it.
        }
        finally
        {
            _isActing = false;
        }
    }

    private static string CopiedIds(CreatedMediaView media) => media.Types.Sum(type => type.Ids.Count) switch
    {
        1 => "Copy this id",
        var count => $"Copy these {Readable.Count(count)} ids",
    };

    private bool IsCopying => Answer?.Value?.Batch.Freshness.Kind == FreshnessKind.Copying;

    /// <summary>An action's failure stands until the page asks something else, or newer data shows that it is over.</summary>
    private Problem? ActionProblem(Freshness shown) =>
        _failedAction is { } failed && failed.Question == Question && shown.AsOf <= failed.At ? failed.Problem : null;

    private sealed record FailedAction(Problem Problem, string Question, DateTimeOffset At);
}
