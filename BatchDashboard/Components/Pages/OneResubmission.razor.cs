using BatchDashboard.Components.Display;
using BatchDashboard.Components.Resolution;
using BatchDashboard.Components.Resubmission;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>A resubmission while it is sent, and its report afterwards. All it shows is on the server; only the files are in a browser.</summary>
public sealed partial class OneResubmission
{
    private IReadOnlyList<int> _sendable = [];
    private IDisposable? _following;
    private Problem? _problem;
    private string? _followed;
    private string? _said;

    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private ResubmissionReader Reader { get; set; } = default!;

    [Inject]
    private ResubmissionService Service { get; set; } = default!;

    [Inject]
    private ResubmissionChanges Changes { get; set; } = default!;

    [Inject]
    private DroppedFiles Dropped { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => Id;

    // What became of the files is told to the batch that they came from.
    protected override BatchId? Watched => Answer?.Value?.Sources is [var source, ..] ? source.Id : null;

    protected override bool IsWatching => Watched is not null;

    private ResubmissionReport Report => new(Answer!.Value!.Resubmission);

    /// <summary>Of the batches that can be sent, those whose files this page holds.</summary>
    private IReadOnlyList<int> Sendable => _sendable;

    private string Title => Answer?.Value is null || Report is { Sending: 0, IsDone: false } ? "Corrected files" : Report.IsDone ? "Corrected files sent" : "Sending corrected files";

    private string SendText => _sendable.Count == Answer!.Value!.Resubmission.Batches.Count
        ? $"Send {Readable.Count(_sendable.Count, "batch")}"
        : $"Send the {Readable.Count(_sendable.Count, "remaining batch")}";

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Dropped.Changed += OnDropped;
    }

    // A step through the history may bring another resubmission to the same page.
    protected override Task OnParametersSetAsync()
    {
        if (_followed != Id)
        {
            _following?.Dispose();
            (_followed, _following) = (Id, Changes.Subscribe(Id, ShowChange));
            (_problem, _said) = (null, null);
        }

        return base.OnParametersSetAsync();
    }

    protected override bool KeepsShowing(ResubmissionView shown) => shown.Resubmission.ResubmissionId == Id;

    protected override void OnLeft()
    {
        _following?.Dispose();
        Dropped.Changed -= OnDropped;
    }

    protected override Task<Answer<ResubmissionView>> AskAsync(CancellationToken cancellation) => Reader.FindAsync(Id, cancellation);

    protected override void OnAnswered()
    {
        if (Answer?.Value is null)
        {
            return;
        }

        _sendable = [.. Report.Remaining.Where(number => Dropped.Has(Id, number))];
        var summary = Answer.Value.Files is { Sent: > 0, Waiting: 0 } files ? $"{Report.Summary} {LineageWords.Of(files)}." : Report.Summary;
        if (Report.Sending == 0 && _said != summary)
        {
            _said = summary;
            Announcer.Say(summary);
        }
    }

    private string Working(ResubmissionView view) => Results.Mode == SourceMode.Cache
        ? "What becomes of them is known once a dashboard with a live source follows them."
        : view.Files.Waiting < view.Files.Sent
            ? $"Wickson still processes some of them. {LineageWords.Of(view.Files)}."
            : "Wickson processes them now. What becomes of them is shown here when it is done.";

    private void OnDropped(object? sender, EventArgs change) => _ = InvokeAsync(async () =>
    {
        try
        {
            if (!Dropped.IsReading && Dropped.Sending is null && Dropped.Files.Count > 0)
            {
                Dropped.Plan(Id, await Service.FindAgainAsync(Id, Dropped.Files, Gone));
            }

            await ReloadAsync();
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    });

    private async Task SendAsync()
    {
        var numbers = _sendable;
        _problem = await Service.PlanAgainAsync(Id, numbers, CancellationToken.None);
        if (_problem is null && !await Dropped.SendAsync(Id, numbers))
        {
            _problem = new Problem(ProblemKind.BadInput, "This page does not have the files any more, or is sending others.", "Choose the files again, or wait until the others are sent.");
        }
    }

    private async Task CancelAsync()
    {
        // The server first: what the browser alone broke off would be told as its failure.
        _problem = await Service.CancelAsync(Id, CancellationToken.None);
        await Dropped.StopAsync();
        await ReloadAsync();
    }

    private Task ShowAsync(Problem? problem)
    {
        _problem = problem;
        return ReloadAsync();
    }
}
