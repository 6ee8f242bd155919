using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Batches;

/// <summary>Cancels a batch that is not final, after it was said what that does.</summary>
public sealed partial class CancelBatch
{
    private ElementReference _dialog;
    private ElementReference _outcome;
    private BatchId? _asked;
    private Problem? _problem;
    private string? _done;
    private bool _isAsking;
    private bool _isCancelling;
    private bool _opens;
    private bool _focusOutcome;

    [Parameter, EditorRequired]
    public BatchView Batch { get; set; } = default!;

    protected override void OnParametersSet()
    {
        if (_asked is { } asked && asked != Batch.Id)
        {
            (_asked, _done, _problem, _isAsking) = (null, null, null, false);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_opens)
        {
            // Once its words and buttons are there: the first that may has the focus.
            _opens = false;
            await Browser.ShowDialogAsync(_dialog);
        }

        if (_focusOutcome)
        {
            // The button that was pressed is gone: the focus goes to what came of it.
            _focusOutcome = false;
            await _outcome.FocusAsync();
        }
    }

    private void Ask() => (_asked, _problem, _isAsking, _opens) = (Batch.Id, null, true, true);

    private async Task CancelAsync()
    {
        (_isCancelling, _problem) = (true, null);
        try
        {
            var answer = await Results.CancelAsync(Batch.Id, Gone);
            _problem = answer.Problem;
            if (answer.Value is { } cancelled)
            {
                await CloseAsync();
                _done = cancelled.PreviousState is { Length: > 0 } before
                    ? $"The batch is cancelled; it was {Readable.Visible(before)}."
                    : "The batch is cancelled.";
                _focusOutcome = true;
                Announcer.Say(_done);
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left; the batch is cancelled without it.
        }
        finally
        {
            _isCancelling = false;
        }
    }

    private async Task CloseAsync()
    {
        _isAsking = false;
        await Browser.CloseDialogAsync(_dialog);
    }

    /// <summary>By Escape, too; the browser gives the focus back to the button.</summary>
    private void Closed() => _isAsking = false;
}
