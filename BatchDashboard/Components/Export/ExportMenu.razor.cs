using BatchDashboard.Components.Display;
using BatchDashboard.Export;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Components.Export;

/// <summary>What can be exported from here, and the downloads that were begun from here.</summary>
public sealed partial class ExportMenu : IDisposable
{
    private const int MostFollowed = 3;

    private readonly List<Followed> _followed = [];
    private ExportRun? _next;
    private bool _isGone;

    [Parameter, EditorRequired]
    public IReadOnlyList<ExportChoice> Choices { get; set; } = [];

    /// <summary>What the menu is called.</summary>
    [Parameter]
    public string Text { get; set; } = "Export";

    /// <summary>What the rows are: "job".</summary>
    [Parameter]
    public string Noun { get; set; } = "job";

    /// <summary>Instead of the choices, while there is nothing to export.</summary>
    [Parameter]
    public RenderFragment? Unavailable { get; set; }

    /// <summary>Other actions, below the choices.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private ExportRuns Runs { get; set; } = default!;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            Expect();
        }
    }

    public void Dispose() => _isGone = true;

    private string Url(ExportChoice choice, ExportFormat format) =>
        _next is null ? choice.Url(format) : QueryHelpers.AddQueryString(choice.Url(format), ExportRuns.Parameter, _next.Ticket);

    // The links name one download that is still to come; when it begins, they name another.
    private void Expect()
    {
        ExportRun? run = null;
        run = Runs.Expect(progress => _ = InvokeAsync(() => Show(run!, progress)));
        _next = run;
    }

    private void Show(ExportRun run, ExportProgress progress)
    {
        if (_isGone)
        {
            return;
        }

        var index = _followed.FindIndex(one => one.Run == run);
        if (index >= 0)
        {
            _followed[index] = new Followed(run, progress);
        }
        else
        {
            _followed.Add(new Followed(run, progress));
            if (_followed.Count > MostFollowed)
            {
                _followed.RemoveAt(0);
            }
        }

        if (run == _next)
        {
            Expect();
        }

        StateHasChanged();
    }

    private string Words(ExportProgress progress) => progress.State switch
    {
        ExportState.Running => $"Exported {Readable.Count(progress.Done)} of {Readable.Count(progress.Total, Noun)}",
        ExportState.Done => $"Exported {Readable.Count(progress.Total, Noun)}. The file is among the browser's downloads.",
        ExportState.Cancelled => $"The export was stopped after {Readable.Count(progress.Done)} of {Readable.Count(progress.Total, Noun)}. What was saved of the file is not whole.",
        _ => progress.Sentence ?? "The export failed.",
    };

    private sealed record Followed(ExportRun Run, ExportProgress Progress);
}
