using BatchDashboard.Components.Display;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Triage;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Triage;

/// <summary>The triage of one error group or one job, read and changed in place.</summary>
public sealed partial class TriageStrip
{
    private const int MostHistory = 50;

    private ElementReference _edit;
    private TriageEntry? _saved;
    private TriageTarget _target;
    private bool _isEditing;
    private bool _isBusy;
    private bool _isOwn;
    private long _seen;
    private TriageState _state;
    private string _assignee = "";
    private string _note = "";
    private TriageEntry? _theirs;
    private Problem? _problem;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<TriageEntry>? _history;

    [Parameter, EditorRequired]
    public TriageTarget Target { get; set; }

    /// <summary>What is said of it; null for nothing.</summary>
    [Parameter, EditorRequired]
    public TriageEntry? Entry { get; set; }

    /// <summary>What it is called: the error type or the file's name.</summary>
    [Parameter, EditorRequired]
    public string Subject { get; set; } = "";

    /// <summary>What is said of the error that a job belongs to, while nothing is said of the job.</summary>
    [Parameter]
    public TriageMark? Inherited { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = new();

    [Inject]
    private TriageDesk Desk { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    // What was saved here is newer than the page's answer, until that brings it, or a change after it.
    private TriageEntry? Known => _saved is { } saved && saved.Revision > (Entry?.Revision ?? 0) ? saved : Entry;

    private TriageMark? Shown => Known is { Mark: { IsWithdrawn: false } mark } ? mark : null;

    protected override void OnParametersSet()
    {
        if (_target != Target)
        {
            _target = Target;
            (_saved, _isEditing, _isOwn, _theirs, _problem, _history) = (null, false, false, null, null, null);
        }

        if (_isOwn && Known?.Revision != _saved?.Revision)
        {
            _isOwn = false;
        }
    }

    private static string UndoHint(TriageEntry entry) => entry.Together > 1
        ? $"{Readable.Count(entry.Together, "file")} were changed together: all of them get back what was said before."
        : "Back to what was said before.";

    private async Task EditAsync()
    {
        (_seen, _theirs, _problem) = (Known?.Revision ?? 0, null, null);
        (_state, _assignee, _note) = (Shown?.State ?? TriageState.Acknowledged, Shown?.Assignee ?? "", Shown?.Note ?? "");
        _isEditing = true;
        _names = await Desk.AssigneesAsync(Gone);
    }

    private async Task CancelAsync()
    {
        (_isEditing, _theirs, _problem) = (false, null, null);
        await Task.Yield();
        await FocusAsync();
    }

    private void TakeTheirs()
    {
        (_saved, _isOwn) = (_theirs, false);
        (_isEditing, _theirs, _problem) = (false, null, null);
    }

    // The second click of a double click comes when the first has done its work: it must not be taken for another operator's.
    private async Task SaveAsync(long seen)
    {
        if (_isBusy || !_isEditing)
        {
            return;
        }

        var draft = new TriageDraft(_state, _assignee, _note);
        if (await RunAsync(() => Desk.ChangeAsync(Target, draft, seen, Viewer.ActsAs, Gone)) is not { } result)
        {
            return;
        }

        if (result.Conflicts is [var theirs, ..])
        {
            _theirs = theirs;
            Announcer.Say("Nothing was saved: somebody else changed it meanwhile.");
            return;
        }

        (_isEditing, _theirs) = (false, null);
        await ShowNewestAsync();
        Announcer.Say(result.Changed == 0 ? "It was so already." : $"Saved: {TriageWords.Of(_state)}.");
    }

    private async Task UndoAsync(TriageEntry entry)
    {
        if (_isBusy || entry.ChangeId != Known?.ChangeId)
        {
            return;
        }

        var result = await RunAsync(async () =>
        {
            var undone = await Desk.UndoAsync(Target.Batch, entry.ChangeId, Viewer.ActsAs, Gone);
            if (undone.Problem is null)
            {
                _theirs = undone.Conflicts.Count > 0 ? undone.Conflicts[0] : null;
                await ShowNewestAsync();
            }

            return undone;
        });
        if (result is not null)
        {
            Announcer.Say(_theirs is null ? "Undone." : "Nothing was undone: it was changed again since.");
        }
    }

    private async Task ToggleHistoryAsync()
    {
        if (_history is not null)
        {
            _history = null;
            return;
        }

        var answer = await Desk.HistoryAsync(Target, MostHistory, Gone);
        (_history, _problem) = (answer.Value, answer.Problem);
    }

    private async Task ShowNewestAsync()
    {
        var answer = await Desk.HistoryAsync(Target, _history is null ? 1 : MostHistory, Gone);
        if (answer.Value is [var newest, ..] entries)
        {
            (_saved, _isOwn) = (newest, _theirs is null);
            _history = _history is null ? null : entries;
        }
    }

    private async Task<TriageResult?> RunAsync(Func<Task<TriageResult>> act)
    {
        (_isBusy, _problem) = (true, null);
        try
        {
            var result = await act();
            _problem = result.Problem;
            return result.Problem is null ? result : null;
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task FocusAsync()
    {
        try
        {
            await _edit.FocusAsync();
        }
        catch (Exception error) when (error is InvalidOperationException or Microsoft.JSInterop.JSException)
        {
            // The button is not there any more: then there is nothing to focus.
        }
    }
}
