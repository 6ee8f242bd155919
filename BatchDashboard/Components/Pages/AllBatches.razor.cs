using BatchDashboard.Components.Display;
using BatchDashboard.Components.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>The batches that this dashboard knows, a page at a time. Which ones is the URL.</summary>
public sealed partial class AllBatches
{
    private string? _answered;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => Asked.Query.ToQueryString();

    private (BatchListQuery Query, IReadOnlyList<string> Notices) Asked => BatchListQuery.Parse(new Uri(Navigation.Uri).Query);

    private bool IsAnswered => _answered == Question;

    // The answer spells values as the batches have them. Until it is there the controls go on from what was asked, so that a
    // second quick step does not undo the first.
    private BatchListQuery Shown => IsAnswered && Answer?.Value is { } list ? list.Query : Asked.Query;

    private IReadOnlyList<string> Corrections => [.. Asked.Notices, .. IsAnswered ? Answer?.Value?.Notices ?? [] : []];

    protected override Task<Answer<BatchList>> AskAsync(CancellationToken cancellation) => Results.GetBatchesAsync(Asked.Query, cancellation);

    protected override void OnAnswered()
    {
        // What changes by itself is not announced: it would be heard as long as a batch runs.
        if (_answered is not null && !IsAnswered && Answer?.Value is { Range: var range })
        {
            Announcer.Say(range.Total == 0 ? "No batch matches." : $"{Readable.Count(range.First)}–{Readable.Count(range.Last)} of {Readable.Count(range.Total, "batch")}.");
        }

        _answered = Question;
    }

    private static IReadOnlyList<ExportChoice> Exports(BatchList list)
    {
        var all = new ExportChoice($"All {Readable.Count(list.Known, "batch")}", format => Urls.ExportBatches(format, new BatchListQuery()));
        return list.Query.IsFiltered && list.Range.Total > 0
            ? [new ExportChoice($"{(list.Range.Total == 1 ? "This" : "These")} {Readable.Count(list.Range.Total, "batch")} as filtered", format => Urls.ExportBatches(format, list.Query)), all]
            : [all];
    }

    // Each letter that is typed is no step of the history.
    private void Show(BatchListQuery query) =>
        Navigation.NavigateTo(Urls.AllBatches(query), replace: query.Search != Shown.Search && Shown.Search.Length > 0);
}
