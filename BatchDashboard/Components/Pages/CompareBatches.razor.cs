using BatchDashboard.Components.Compare;
using BatchDashboard.Components.Display;
using BatchDashboard.Components.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>Two batches side by side: what a second try fixed, what still fails, what is new. All of it is the URL.</summary>
public sealed partial class CompareBatches
{
    private Problem? _failure;
    private bool _isActing;
    private bool _choosing;

    [Inject]
    private CompareReader Comparisons { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => Query.ToQueryString();

    private (CompareQuery Query, IReadOnlyList<string> Notices) Asked => CompareQuery.Parse(new Uri(Navigation.Uri).Query);

    private CompareQuery Query => Asked.Query;

    private IReadOnlyList<string> Notices => Answer?.Value is { Files: { } files } && Query.Page > files.PageCount
        ? [.. Asked.Notices, Paging.Beyond(files.PageCount)]
        : Asked.Notices;

    protected override async Task<Answer<ComparePage>> AskAsync(CancellationToken cancellation)
    {
        var answer = await Comparisons.ReadAsync(Query, cancellation);
        return answer.Value is { } page && (page.Files is null || _choosing)
            ? answer with { Value = await WithChoicesAsync(page, cancellation) }
            : answer;
    }

    // The newest of the chosen batch's collection, then the newest of all.
    private async Task<ComparePage> WithChoicesAsync(ComparePage page, CancellationToken cancellation)
    {
        List<BatchId> ids = [.. new[] { page.Left.Id, page.Right.Id }.OfType<BatchId>()];
        var sides = (await Results.FindBatchesAsync(ids, cancellation)).Value?.Items ?? [];
        var chosen = sides.FirstOrDefault(side => side.Id == page.Left.Id) ?? (sides.Count > 0 ? sides[0] : null);
        var newest = new BatchListQuery { PageSize = CompareChooser.MaxOffered + 1 };
        var alike = string.IsNullOrWhiteSpace(chosen?.Collection) ? null : await Results.GetBatchesAsync(newest with { Collection = chosen.Collection }, cancellation);
        var others = await Results.GetBatchesAsync(newest, cancellation);
        return page with
        {
            Sides = sides,
            Choices = [.. (alike?.Value?.Items ?? []).Concat(others.Value?.Items ?? []).DistinctBy(item => item.Id)],
        };
    }

    protected override void OnFollow() => (_failure, _choosing) = (null, false);

    private void Show(CompareQuery query) => Navigation.NavigateTo(Urls.Compare(query), replace: query.Search.Length > 0 && Query.Search.Length > 0);

    private async Task ChooseAsync()
    {
        _choosing = true;
        await ReloadAsync();
    }

    /// <summary>The copy under way of a side that is not whole.</summary>
    private Freshness? Progress(CompareSide side) => side is { Id: { } id, Problem: not null } ? Answer?.Value?.Sides.FirstOrDefault(item => item.Id == id)?.Freshness : null;

    // A batch that is not known yet is made known first: a copy belongs to a known one.
    private async Task FetchAsync(BatchId id)
    {
        _isActing = true;
        try
        {
            var opened = await Results.OpenAsync([id], Gone);
            _failure = (opened.Count > 0 ? opened[0].Problem : null) ?? await Results.CopyAsync(id, Gone);
            Announcer.Say(_failure?.Sentence ?? "The copy has started.");
            await ReloadAsync();
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left. The copy that it began goes on.
        }
        finally
        {
            _isActing = false;
        }
    }

    private static IReadOnlyList<ExportChoice> Exports(CompareQuery query, ComparedList files)
    {
        var list = CompareWords.Title(query.List).ToLowerInvariant();
        var all = new ExportChoice($"All {Readable.Count(files.Counts[query.List], "file")} of “{list}”", format => Urls.ExportCompared(query with { Search = "" }, format));
        return query.Search.Length == 0
            ? [all]
            : [new ExportChoice($"{(files.Total == 1 ? "This" : "These")} {Readable.Count(files.Total, "file")} as filtered", format => Urls.ExportCompared(query, format)), all];
    }
}
