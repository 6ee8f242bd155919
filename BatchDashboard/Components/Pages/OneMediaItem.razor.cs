using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>One media item that a job made.</summary>
public sealed partial class OneMediaItem
{
    private bool _chunks;

    [Parameter]
    public string MediaIdText { get; set; } = "";

    protected override string Question => MediaIdText;

    protected override bool IsWatching => false;

    private string Title => Readable.Visible(Readable.Middle(Answer?.Value?.FileName ?? MediaIdText, 100));

    protected override Task<Answer<MediaView>> AskAsync(CancellationToken cancellation) => MediaId.TryParse(MediaIdText, out var id)
        ? Results.GetMediaAsync(id, _chunks, cancellation)
        : Task.FromResult(new Answer<MediaView>(null, PageProblems.NoMediaId(MediaIdText)));

    protected override bool KeepsShowing(MediaView shown) => shown.Id.Value == MediaIdText;

    private Task ShowChunksAsync()
    {
        _chunks = true;
        return ReloadAsync();
    }
}
