using BatchDashboard.Components.Display;
using BatchDashboard.Components.Triage;
using BatchDashboard.Queries;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>What can be done with the selected jobs of a batch.</summary>
public sealed partial class BulkBar
{
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource? _stopReading;
    private long? _reading;
    private DateTimeOffset _told;
    private bool _isBusy;
    private bool _isEditing;
    private TriageState _state = TriageState.Acknowledged;
    private string _assignee = "";
    private string _note = "";
    private IReadOnlyDictionary<string, long>? _seen;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<TriageEntry> _conflicts = [];
    private Problem? _problem;
    private string? _done;
    private string? _changeId;
    private JobQuery? _shown;

    [Parameter, EditorRequired]
    public BatchView Batch { get; set; } = default!;

    [Parameter, EditorRequired]
    public JobPage Jobs { get; set; } = default!;

    /// <summary>Other jobs are selected now.</summary>
    [Parameter]
    public EventCallback OnSelected { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = new();

    [Inject]
    private JobSelection Selection { get; set; } = default!;

    [Inject]
    private MatchingKeys Matching { get; set; } = default!;

    [Inject]
    private JobScopes Scopes { get; set; } = default!;

    [Inject]
    private TriageDesk Desk { get; set; } = default!;

    [Inject]
    private IResultsService Results { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private int Count => Selection.CountOf(Batch.Id);

    private string AllHint => Batch.CopyCost > 0
        ? $"Fetches all jobs first, which costs {Readable.Count(Batch.CopyCost, "request")}."
        : "These files, and none that match later.";

    protected override void OnParametersSet()
    {
        if (_shown is not null && _shown != Jobs.Query)
        {
            // A problem with reading what matched is about another question now.
            _problem = null;
        }

        _shown = Jobs.Query;
    }

    private void Go(Func<BatchId, string, string> url, bool isDownload) =>
        Navigation.NavigateTo(url(Batch.Id, Scopes.Keep(Selection.Freeze(Batch.Id))), forceLoad: isDownload);

    private Task ClearAsync()
    {
        Selection.Clear();
        Announcer.Say("No file is selected.");
        return OnSelected.InvokeAsync();
    }

    private async Task SelectAllAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        (_stopReading, _reading, _problem, _done) = (stop, 0, null, null);
        try
        {
            if (Batch.CopyCost > 0)
            {
                // A plain page needs no copy, and all that match need one.
                await Results.GetBatchAsync(Batch.Id, Jobs.Query with { Sort = JobSort.Status }, stop.Token);
            }

            var answer = await Matching.ReadAsync(Batch.Id, Jobs.Query, TellAsync, stop.Token);
            _problem = answer.Problem;
            if (answer.Value is { } scope)
            {
                Selection.Replace(scope);
                Announcer.Say($"{Readable.Count(scope.Keys.Count, "file")} selected now.");
                await OnSelected.InvokeAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was selected before stays.
        }
        finally
        {
            (_stopReading, _reading) = (null, null);
        }
    }

    private Task StopReadingAsync() => _stopReading?.CancelAsync() ?? Task.CompletedTask;

    private Task TellAsync(long read)
    {
        if (Time.GetUtcNow() - _told < ReadPause)
        {
            return Task.CompletedTask;
        }

        _told = Time.GetUtcNow();
        return InvokeAsync(() =>
        {
            _reading = read;
            StateHasChanged();
        });
    }

    private async Task EditAsync()
    {
        _isEditing = !_isEditing;
        if (!_isEditing)
        {
            return;
        }

        (_conflicts, _done) = ([], null);
        var answer = await Desk.RevisionsAsync(Batch.Id, Gone);
        (_seen, _problem) = (answer.Value, answer.Problem);
        _names = await Desk.AssigneesAsync(Gone);
    }

    private Task SaveAsync(IReadOnlyDictionary<string, long>? seen) => RunAsync(
        () => Desk.ChangeJobsAsync(
            Selection.Freeze(Batch.Id),
            new TriageDraft(_state, _assignee.Length > 0 ? _assignee : null, _note.Length > 0 ? _note : null),
            seen,
            Viewer.ActsAs,
            Gone),
        result =>
        {
            _isEditing = false;
            (_assignee, _note) = ("", "");
            return result.Changed == 0 ? "They were so already." : $"{Readable.Count(result.Changed, "file")}: {TriageWords.Of(_state).ToLowerInvariant()}.";
        });

    // The second click of a double click undoes nothing, least of all what the first has done.
    private Task UndoAsync(string changeId) => changeId != _changeId ? Task.CompletedTask : RunAsync(
        () => Desk.UndoAsync(Batch.Id, changeId, Viewer.ActsAs, Gone),
        result => $"Undone for {Readable.Count(result.Changed, "file")}.");

    private async Task RunAsync(Func<Task<TriageResult>> act, Func<TriageResult, string> done)
    {
        if (_isBusy)
        {
            return;
        }

        (_isBusy, _problem) = (true, null);
        try
        {
            var result = await act();
            (_problem, _conflicts) = (result.Problem, result.Conflicts);
            if (result is { Problem: null, Conflicts.Count: 0 })
            {
                (_done, _changeId) = (done(result), result.ChangeId);
                Announcer.Say(_done);
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            _isBusy = false;
        }
    }
}
