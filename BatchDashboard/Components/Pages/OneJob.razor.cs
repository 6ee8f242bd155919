using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>One job: the file, what went wrong with it, and what to do.</summary>
public sealed partial class OneJob
{
    [Parameter]
    public string BatchIdText { get; set; } = "";

    [Parameter]
    public string JobKey { get; set; } = "";

    [Inject]
    private JobScopes Scopes { get; set; } = default!;

    protected override string Question => $"{BatchIdText}/{JobKey}";

    protected override BatchId? Watched => BatchId.TryParse(BatchIdText, out var id) ? id : null;

    protected override bool IsWatching => Watched is not null;

    private string Title => Answer?.Value is { } job
        ? Readable.Middle(Readable.Visible(job.Row.FileName ?? "(no name)"), 100)
        : "Job";

    protected override Task<Answer<JobDetail>> AskAsync(CancellationToken cancellation) => Watched is { } id
        ? Results.GetJobAsync(id, JobKey, cancellation)
        : Task.FromResult(new Answer<JobDetail>(null, PageProblems.NoBatchId(BatchIdText)));

    private void Fix(JobRow row) =>
        Navigation.NavigateTo(Urls.ResubmitSelected(row.BatchId, Scopes.Keep(new JobScope(row.BatchId, [row.Key]))));

    private static string Name(JobLink link) => Readable.Middle(Readable.Visible(link.FileName ?? "(no name)"), 100);
}
