using System.Globalization;
using BatchDashboard.Components.Display;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>The media items of a collection, as the API lists them. Which ones is the URL.</summary>
public sealed partial class AllMedia
{
    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => Query.ToQueryString();

    // A batch that changes would spend a request each time.
    protected override bool IsWatching => false;

    private MediaListQuery Query => Asked.Query;

    private (MediaListQuery Query, IReadOnlyList<string> Notices) Asked => MediaListQuery.Parse(new Uri(Navigation.Uri).Query);

    private IReadOnlyList<string> Corrections => [.. Asked.Notices, .. Answer?.Value?.Notices ?? []];

    private IEnumerable<string> Types => ApiWords.MediaTypes.Append(Query.MediaType).Where(type => type.Length > 0).Distinct(StringComparer.Ordinal);

    private string Emptiness => Query switch
    {
        _ when Answer?.Value is { Total: > 0 and var total } => $"The API counts {Readable.Count(total, "media item")} here, but sent none for this page.",
        { MediaType.Length: > 0 } => "The API lists no media item of this type here.",
        { Collection.Length: > 0 } => "The API lists no media item in this collection. Check its name, or open one of its batches.",
        _ => "The API lists no media item.",
    };

    protected override Task<Answer<MediaListView>> AskAsync(CancellationToken cancellation) => Results.ListMediaAsync(Query, cancellation);

    protected override void OnAnswered()
    {
        if (Answer?.Value is { } shown)
        {
            Announcer.Say(shown.Items.Count == 0 ? Emptiness : $"{Readable.Count(shown.Total, "media item")} found.");
        }
    }

    private void Show(MediaListQuery query) => Navigation.NavigateTo(Urls.MediaList(query));

    // The first item that is on screen stays on it.
    private void Resize(ChangeEventArgs change)
    {
        if (int.TryParse(Text(change), CultureInfo.InvariantCulture, out var size) && MediaListQuery.PageSizes.Contains(size))
        {
            Show(Query with { PageSize = size, Page = (int)(((Query.Page - 1L) * Query.PageSize) / size) + 1 });
        }
    }

    private static string Text(ChangeEventArgs change) => change.Value as string ?? "";
}
