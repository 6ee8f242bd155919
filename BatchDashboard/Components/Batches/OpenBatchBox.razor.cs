using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Batches;

public sealed partial class OpenBatchBox
{
    /// <summary>Ten hours of requests; more would be no queue but a backlog.</summary>
    private const int MaxIds = 10_000;

    /// <summary>Room for so many ids, but not for a whole file.</summary>
    private const int MaxLength = 300_000;

    private ElementReference _box;
    private string _text = "";
    private bool _isBusy;
    private IReadOnlyList<string> _outcome = [];
    private LookupPlan? _plan;
    private IReadOnlyList<string> _notes = [];
    private string _rest = "";

    /// <summary>At least one batch became known, or is looked up now.</summary>
    [Parameter]
    public EventCallback OnOpened { get; set; }

    [Inject]
    private IResultsService Results { get; set; } = default!;

    [Inject]
    private BatchLookups Lookups { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    private async Task OpenAsync()
    {
        var pasted = PastedIds.Parse(_text);
        (_plan, _outcome) = (null, []);
        _isBusy = true;
        try
        {
            switch (pasted)
            {
                case { Ids.Count: 0, Refused.Count: 0 }:
                    _outcome = ["Type or paste a batch ID, such as batch-abc123. Several are separated by spaces, commas or line ends."];
                    break;
                case { Ids.Count: 0 }:
                    _outcome = [LookupWords.Refused(pasted.Refused)];
                    break;
                case { Ids: [var only], Refused.Count: 0 }:
                    await OpenAsync(only);
                    break;
                default:
                    await PlanAsync(pasted);
                    break;
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task OpenAsync(BatchId id)
    {
        if ((await Results.OpenAsync([id], CancellationToken.None))[0].Problem is { } problem)
        {
            _outcome = [$"{problem.Sentence} {problem.Advice}"];
        }
        else
        {
            Navigation.NavigateTo(Urls.Batch(id));
        }
    }

    private async Task PlanAsync(PastedIds pasted)
    {
        var ids = pasted.Ids.Take(MaxIds).ToList();
        var answer = await Lookups.PlanAsync(ids, CancellationToken.None);
        if (answer.Value is not { } plan)
        {
            _outcome = [$"{answer.Problem!.Sentence} {answer.Problem.Advice}"];
            return;
        }

        var notes = new List<string>();
        if (pasted.Repeated.Count > 0)
        {
            notes.Add(LookupWords.Repeated(pasted.Repeated));
        }

        if (pasted.Refused.Count > 0)
        {
            notes.Add(LookupWords.Refused(pasted.Refused) + " You can correct what stays in the box.");
        }

        var later = pasted.Ids.Skip(MaxIds).Select(id => id.Value).ToList();
        if (later.Count > 0)
        {
            notes.Add($"{Readable.Count(MaxIds)} is the most at once: {Readable.Count(later.Count, "more ID")} {(later.Count == 1 ? "stays" : "stay")} in the box for later.");
        }

        if (_text.Length == MaxLength)
        {
            notes.Add($"The box is full with {Readable.Count(MaxLength)} characters: the last ID may be cut off, and what you pasted beyond it is missing.");
        }

        (_plan, _notes, _rest) = (plan, notes, string.Join(' ', later.Concat(pasted.Refused)));
        Announcer.Say(LookupWords.Title(plan));
    }

    private async Task LookUpAsync()
    {
        if (_plan is not { } plan)
        {
            return;
        }

        _isBusy = true;
        try
        {
            if (await Lookups.AddAsync(plan.New, CancellationToken.None) is { } problem)
            {
                _outcome = [$"{problem.Sentence} {problem.Advice}"];
                return;
            }

            _text = _rest;
            await CloseAsync();
            Announcer.Say($"Looking up {Readable.Count(plan.New.Count, "batch")}.");
            await OnOpened.InvokeAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }

    // The button that was pressed is gone then: the focus goes back to where it began.
    private async Task CloseAsync()
    {
        _plan = null;
        await _box.FocusAsync();
    }
}
