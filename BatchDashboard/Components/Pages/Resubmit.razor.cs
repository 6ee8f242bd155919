using BatchDashboard.Components.Display;
using BatchDashboard.Components.Resubmission;
using BatchDashboard.Queries;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>Where corrected files are dropped, compared with the failed ones, and sent as new batches.</summary>
public sealed partial class Resubmit
{
    private readonly ResubmissionDraft _draft = new();
    private IReadOnlyList<string> _notices = [];
    private IReadOnlyList<FileToFix> _compared = [];
    private Problem? _problem;
    private bool _includesSent;
    private bool _fetches;
    private bool _isSending;

    [Parameter]
    public string BatchIdText { get; set; } = "";

    [Inject]
    private FailedFiles Failed { get; set; } = default!;

    [Inject]
    private ResubmissionService Service { get; set; } = default!;

    [Inject]
    private DroppedFiles Dropped { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    [CascadingParameter]
    private Viewer Viewer { get; set; } = new();

    protected override string Question => BatchIdText + new Uri(Navigation.Uri).Query + (_includesSent ? "#all" : "");

    protected override BatchId? Watched => BatchId.TryParse(BatchIdText, out var id) ? id : null;

    protected override bool IsWatching => Watched is not null;

    private (JobQuery Query, string? Ticket, IReadOnlyList<string> Notices) Asked
    {
        get
        {
            var parameters = new Parameters(new Uri(Navigation.Uri).Query, JobScopes.Names);
            var (query, ticket) = JobScopes.Read(parameters);
            return (query, ticket, parameters.Notices);
        }
    }

    private JobQuery Query => Asked.Query;

    /// <summary>The ticket of a frozen selection.</summary>
    private string? Ticket => Asked.Ticket;

    private bool IsCopying => Answer?.Value?.Batch.Freshness.Kind == FreshnessKind.Copying;

    private string Collection => Answer?.Value?.Batch.Collection is { Length: > 0 } collection ? collection : "default";

    private string KitUrl => Watched is not { } id ? Urls.Batches : Ticket is { } ticket ? Urls.Kit(id, ticket) : Urls.Kit(id, Query);

    private string What => Ticket is not null ? "the selected ones"
        : Query.ErrorCodes.Count > 0 ? "with " + string.Join(" or ", Query.ErrorCodes.Select(code => Readable.Middle(Readable.Visible(code), 40)))
        : Query.IsFiltered ? "as filtered" : "";

    protected override bool KeepsShowing(FailedSelection shown) => shown.Batch.Id == Watched;

    protected override async Task<Answer<FailedSelection>> AskAsync(CancellationToken cancellation) => Watched is { } id
        ? await Failed.ReadAsync(id, Query, Ticket, _includesSent, _fetches, cancellation)
        : new Answer<FailedSelection>(null, PageProblems.NoBatchId(BatchIdText));

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Dropped.Changed += OnDropped;
    }

    // The copy may have ended after the first HTML was made and before this page began to follow it.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Watched is { } id)
        {
            await Dropped.BelongToAsync(id.Value);
        }

        if (firstRender && Answer?.Value is { IsWhole: false })
        {
            await ReloadAsync();
        }
    }

    protected override void OnAnswered()
    {
        _notices = Asked.Notices;
        if (Answer?.Value is { IsWhole: true, Files: var files } && !IsCompared(files))
        {
            Compare(files);
        }
    }

    protected override void OnLeft() => Dropped.Changed -= OnDropped;

    // The batch is read anew whenever it changes; choices are lost only when its failures did.
    private bool IsCompared(IReadOnlyList<FileToFix> files) =>
        files.Count == _compared.Count && files.Zip(_compared).All(pair => pair.First.Job == pair.Second.Job);

    private void Compare(IReadOnlyList<FileToFix> files)
    {
        _compared = files;
        _draft.Compare(files, Dropped.Files);
    }

    private void OnDropped(object? sender, EventArgs change) => _ = InvokeAsync(async () =>
    {
        try
        {
            ShowDropped();
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    });

    private void ShowDropped()
    {
        if (!Dropped.IsReading)
        {
            Compare(_compared);
            if (Dropped.Files.Count > 0)
            {
                Announcer.Say($"{Readable.Count(_draft.Matched.Count)} of {Readable.Count(_compared.Count, "failed file")} recognised, {Readable.Count(_draft.ToChoose)} to choose, {Readable.Count(_draft.Missing.Count)} missing.");
            }
        }

        StateHasChanged();
    }

    private Task IncludeSentAsync()
    {
        _includesSent = true;
        return ReloadAsync();
    }

    private async Task CopyAsync()
    {
        if (Watched is { } id)
        {
            _problem = await Results.CopyAsync(id, Gone);
            _fetches = _problem is null;
            await ReloadAsync();
        }
    }

    private async Task StopAsync()
    {
        if (Watched is { } id)
        {
            _fetches = false;
            await Results.StopCopyAsync(id);
            Announcer.Say("The copy was stopped.");
            await ReloadAsync();
        }
    }

    private async Task SendAsync(bool forceOverwrite)
    {
        if (_isSending || Watched is not { } source)
        {
            return;
        }

        _isSending = true;
        try
        {
            var plan = _draft.Plan;
            (var id, _problem) = await Service.StartAsync(source, plan, Collection, forceOverwrite, Viewer.ActsAs, _includesSent, CancellationToken.None);
            if (id is not null)
            {
                var files = plan.Batches.Select((batch, index) => (Number: index + 1, Files: (IReadOnlyList<int>)[.. batch.Files.Select(match => match.Dropped.Index)]));
                Dropped.Plan(id, files.ToDictionary(batch => batch.Number, batch => batch.Files));
                await Dropped.SendAsync(id, Enumerable.Range(1, plan.Batches.Count));
                Navigation.NavigateTo(Urls.Resubmission(id));
            }
        }
        finally
        {
            _isSending = false;
        }
    }
}
