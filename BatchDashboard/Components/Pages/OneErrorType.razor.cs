using BatchDashboard.Components.Display;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>One kind of error in one batch: all its files, what they have in common, and the fix.</summary>
public sealed partial class OneErrorType
{
    [Parameter]
    public string BatchIdText { get; set; } = "";

    [Parameter]
    public string ErrorTypeText { get; set; } = "";

    protected override string Question => $"{BatchIdText}/{ErrorType}?{Page}&{By}";

    protected override BatchId? Watched => BatchId.TryParse(BatchIdText, out var id) ? id : null;

    protected override bool IsWatching => Watched is not null;

    private string ErrorType => Urls.ReadErrorType(ErrorTypeText);

    private string Title => Readable.Middle(Readable.Word(ErrorType), 100);

    private (int Page, string? By, IReadOnlyList<string> Notices) Asked
    {
        get
        {
            var parameters = new Parameters(new Uri(Navigation.Uri).Query, ["page", "by"]);
            return (parameters.Page(), parameters.Text("by") is { Length: > 0 } key ? key : null, parameters.Notices);
        }
    }

    private int Page => Asked.Page;

    /// <summary>The detail key that the files are grouped by; null for message patterns.</summary>
    private string? By => Asked.By;

    protected override bool KeepsShowing(ErrorGroupDetail shown) =>
        shown.BatchId == Watched && WordComparer.Instance.Equals(shown.Group.ErrorType, ErrorType);

    protected override async Task<Answer<ErrorGroupDetail>> AskAsync(CancellationToken cancellation)
    {
        if (Watched is not { } id)
        {
            return new Answer<ErrorGroupDetail>(null, PageProblems.NoBatchId(BatchIdText));
        }

        var answer = await Results.GetErrorGroupAsync(id, ErrorType, Page, cancellation);
        if (answer.Value is not { } detail)
        {
            return answer;
        }

        var groups = await Results.GetFailureGroupsAsync(id, ErrorType, By, cancellation);
        return new Answer<ErrorGroupDetail>(detail with { Groups = groups.Value }, answer.Problem ?? groups.Problem);
    }

    private void Show(JobQuery query) => Navigation.NavigateTo(Urls.ErrorType(Watched!.Value, ErrorType, By, query.Page));

    private void GroupBy(string? key) => Navigation.NavigateTo(Urls.ErrorType(Watched!.Value, ErrorType, key));
}
