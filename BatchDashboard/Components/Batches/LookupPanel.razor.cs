using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Batches;

public sealed partial class LookupPanel
{
    private const int MaxListed = 100;

    private ElementReference _outcome;
    private IReadOnlyList<BatchId> _stopped = [];
    private LookupProgress? _atStop;
    private Problem? _problem;
    private string? _said;
    private bool _focusOutcome;
    private bool _isRunning;

    /// <summary>Null while there is no queue.</summary>
    [Parameter, EditorRequired]
    public LookupProgress? Value { get; set; }

    [Inject]
    private IResultsService Results { get; set; } = default!;

    [Inject]
    private BatchLookups Lookups { get; set; } = default!;

    [Inject]
    private RequestBudget Budget { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private DateTimeOffset End => Budget.ExpectedEnd(Value!.Waiting, RequestPurpose.Sync);

    // Why nothing is asked for now, and until when.
    private (string Sentence, DateTimeOffset Until)? Wait =>
        Budget.RefusedUntil(RequestPurpose.Sync) is { } until ? ("The requests that are left of this hour are kept for people.", until)
        : Value?.Obstacle is { RetryAt: { } retry } obstacle && retry > Time.GetUtcNow() ? (obstacle.Sentence, retry)
        : null;

    // What was shown when it was stopped is out of date, until the page brings the next.
    private bool IsRunning => Value is { Waiting: > 0 } && !ReferenceEquals(Value, _atStop);

    private string Title => this switch
    {
        { IsRunning: true } => "Looking up batches",
        { _stopped.Count: > 0 } => "Look-up stopped",
        _ => "Look-up ended",
    };

    protected override void OnParametersSet()
    {
        // Each batch of a thousand would be too much to be told of, and the end is not.
        var isRunning = Value is { Waiting: > 0 };
        if (_isRunning && !isRunning && _stopped.Count == 0)
        {
            Announcer.Say(Value is null ? "All batches are looked up." : $"All batches are looked up but {Readable.Count(Value.Failed.Count)}.");
        }
        else if (isRunning && !_isRunning)
        {
            _stopped = [];
        }

        _isRunning = isRunning;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusOutcome)
        {
            // The button that was pressed is gone: the focus goes to what came of it.
            _focusOutcome = false;
            await _outcome.FocusAsync();
        }
    }

    private async Task StopAsync()
    {
        var answer = await Lookups.StopAsync(CancellationToken.None);
        (_stopped, _atStop) = (answer.Value ?? [], answer.Problem is null ? Value : null);
        Say(answer.Problem, $"Stopped. {Readable.Count(_stopped.Count, "batch")} will not be looked up.");
    }

    private async Task UndoAsync()
    {
        var problem = await Lookups.AddAsync(_stopped, CancellationToken.None);
        Say(problem, $"Looking up {Readable.Count(_stopped.Count, "batch")} after all.");
        _stopped = problem is null ? [] : _stopped;
    }

    private async Task TryAgainAsync()
    {
        IReadOnlyList<BatchId> failed = [.. (Value?.Failed ?? []).Select(one => one.Id)];
        Say(await Lookups.AddAsync(failed, CancellationToken.None), $"Trying {Readable.Count(failed.Count, "batch")} again.");
    }

    private async Task DismissAsync() => Say(await Lookups.DismissAsync(CancellationToken.None), "Dismissed.");

    private void Say(Problem? problem, string outcome)
    {
        _problem = problem;
        if (problem is null)
        {
            (_said, _focusOutcome) = (outcome, true);
            Announcer.Say(outcome);
        }
    }
}
