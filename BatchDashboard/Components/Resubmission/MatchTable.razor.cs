using System.Globalization;
using BatchDashboard.Components.Display;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Resubmission;

/// <summary>The comparison of failed and dropped files, one list at a time.</summary>
public sealed partial class MatchTable
{
    private const int PageSize = 50;

    /// <summary>A longer list to choose from helps nobody.</summary>
    private const int MostCandidates = 100;

    private Tab _tab = Tab.Matched;
    private bool _chose;
    private int _page = 1;

    private enum Tab
    {
        Matched,
        Ambiguous,
        Problems,
        Missing,
        Unneeded,
    }

    [Parameter, EditorRequired]
    public BatchId Batch { get; set; }

    [Parameter, EditorRequired]
    public ResubmissionDraft Draft { get; set; } = default!;

    /// <summary>The operator chose something.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    private IReadOnlyList<(Tab Kind, string Title, int Count, string? Tone)> Tabs =>
    [
        (Tab.Matched, "Recognised", Draft.Matched.Count, null),
        (Tab.Ambiguous, "To choose", Draft.Ambiguous.Count, Draft.ToChoose > 0 ? "failed" : null),
        (Tab.Problems, "Problems", Draft.Plan.Problems.Count, Draft.Plan.Problems.Count > 0 ? "failed" : null),
        (Tab.Missing, "Missing", Draft.Missing.Count, null),
        (Tab.Unneeded, "Not needed", Draft.Unneeded.Count, null),
    ];

    private int Count => Tabs.First(tab => tab.Kind == _tab).Count;

    private int Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    private int Skip => (_page - 1) * PageSize;

    private string Range => Count == 1 ? "" : $"{Readable.Count(Skip + 1)}–{Readable.Count(Math.Min(Count, Skip + PageSize))} of {Readable.Count(Count)}";

    private string About => _tab switch
    {
        Tab.Matched => "These are sent, unless something stands against them.",
        Tab.Ambiguous => "Several dropped files may be meant, or one for several failed files. Choose, or they are left out.",
        Tab.Problems => "Empty files and files larger than a batch are never sent.",
        Tab.Missing => "Nothing that was dropped takes the place of these. They stay failed; you can send them later.",
        _ => "These take the place of no failed file. They are not sent.",
    };

    protected override void OnParametersSet()
    {
        if (!_chose)
        {
            // Whoever has not looked elsewhere yet sees the first list that has something in it.
            _tab = Tabs.FirstOrDefault(tab => tab.Count > 0).Kind;
        }

        _page = Math.Min(_page, Pages);
    }

    // Kept back by what stands against it, whatever is ticked.
    private bool IsKept(FileMatch match) =>
        Draft.ProblemOf(match.File.Job) is { } problem && !problem.IsWarning && (problem.IsFinal || !Draft.SendsDoubtful);

    private void Show(Tab tab)
    {
        (_tab, _page, _chose) = (tab, 1, true);
    }

    private void Go(int page) => _page = Math.Clamp(page, 1, Pages);

    private Task LeaveOutAsync(string job, bool isLeftOut)
    {
        Draft.LeaveOut(job, isLeftOut);
        return OnChange.InvokeAsync();
    }

    private Task ChooseAsync(string job, string? index)
    {
        Draft.Choose(job, int.TryParse(index, CultureInfo.InvariantCulture, out var chosen) ? chosen : null);
        return OnChange.InvokeAsync();
    }
}
