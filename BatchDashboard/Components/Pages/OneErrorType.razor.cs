using BatchDashboard.Components.Display;
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

    protected override string Question => $"{BatchIdText}/{ErrorType}?{Page}";

    protected override BatchId? Watched => BatchId.TryParse(BatchIdText, out var id) ? id : null;

    protected override bool IsWatching => Watched is not null;

    private string ErrorType => Urls.ReadErrorType(ErrorTypeText);

    private string Title => Readable.Middle(Readable.Word(ErrorType), 100);

    private int Page => JobQuery.Parse(new Uri(Navigation.Uri).Query).Query.Page;

    protected override bool KeepsShowing(ErrorGroupDetail shown) =>
        shown.BatchId == Watched && shown.Group.ErrorType == ErrorType;

    protected override Task<Answer<ErrorGroupDetail>> AskAsync(CancellationToken cancellation) => Watched is { } id
        ? Results.GetErrorGroupAsync(id, ErrorType, Page, cancellation)
        : Task.FromResult(new Answer<ErrorGroupDetail>(null, PageProblems.NoBatchId(BatchIdText)));

    private void Show(JobQuery query) =>
        Navigation.NavigateTo(Urls.ErrorType(BatchId.Parse(BatchIdText), ErrorType) + new JobQuery { Page = query.Page }.ToQueryString());
}
