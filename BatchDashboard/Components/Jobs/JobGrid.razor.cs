using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>The jobs of a batch: filters, one page of rows, and the way to the other pages.</summary>
public sealed partial class JobGrid
{
    [Parameter, EditorRequired]
    public BatchView Batch { get; set; } = default!;

    [Parameter, EditorRequired]
    public JobPage Jobs { get; set; } = default!;

    /// <summary>
    /// What is asked for while <see cref="Jobs"/> still shows the answer before it; null when that is the answer. The
    /// controls go on from here, so that a second quick step does not undo the first.
    /// </summary>
    [Parameter]
    public JobQuery? Asked { get; set; }

    [Parameter]
    public IReadOnlyList<string> Notices { get; set; } = [];

    /// <summary>Another state of the grid is asked for.</summary>
    [Parameter]
    public EventCallback<JobQuery> OnQuery { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = new();

    [Inject]
    private JobSelection Selection { get; set; } = default!;

    private JobQuery Query => Asked ?? Jobs.Query;

    // What the jobs are sorted by is seen, whatever the reader chose for other times.
    private bool HasAllColumns => Viewer.Columns || Query.Sort is JobSort.Created or JobSort.JobId;

    private bool IsPageChosen => Jobs.Rows.Count > 0 && Jobs.Rows.All(row => Selection.Has(Batch.Id, row.Key));

    private string Emptiness => Jobs switch
    {
        { Query.IsFiltered: true, IsPartial: true } => "No copied job matches yet.",
        { Query.IsFiltered: true } => "No job of this batch matches.",
        _ => Batch.IsFinal ? "This batch has no jobs." : "No job has finished yet.",
    };

    private void Choose(JobsChosenEventArgs chosen) =>
        Selection.Choose(Batch.Id, chosen.Keys.Take(JobsChosenEventArgs.MostKeys).Where(Identifier.IsValid), chosen.Chosen);

    private string Partial =>
        $"These are the matches among the {Batch.Freshness.Jobs} jobs that are copied so far. "
        + (Batch switch
        {
            { Freshness.Kind: FreshnessKind.Copying } => "More may follow while the copy goes on.",
            { CopyCost: > 0 } => "“Fetch all jobs” gets the others.",
            _ => "The others are not here.",
        });
}
