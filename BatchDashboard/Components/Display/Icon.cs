using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BatchDashboard.Components.Display;

/// <summary>
/// The icons beside words, each one finished piece of markup that all open pages share: as components of their own, twenty
/// of them would be kept for every page.
/// </summary>
public static class Icon
{
    public static readonly MarkupString Bell = Small(Icons.Material.Outlined.Notifications);
    public static readonly MarkupString Copied = Small(Icons.Material.Filled.Check);
    public static readonly MarkupString Copy = Small(Icons.Material.Outlined.ContentCopy);
    public static readonly MarkupString Download = Small(Icons.Material.Outlined.FileDownload);
    public static readonly MarkupString First = Small(Icons.Material.Filled.FirstPage);
    public static readonly MarkupString Kit = Small(Icons.Material.Outlined.FolderZip);
    public static readonly MarkupString Last = Small(Icons.Material.Filled.LastPage);
    public static readonly MarkupString Next = Small(Icons.Material.Filled.ChevronRight);
    public static readonly MarkupString Person = Small(Icons.Material.Outlined.Person);
    public static readonly MarkupString Previous = Small(Icons.Material.Filled.ChevronLeft);
    public static readonly MarkupString Search = Small(Icons.Material.Filled.Search);
    public static readonly MarkupString Settings = Small(Icons.Material.Outlined.Tune);

    // What MudIcon would draw.
    private static MarkupString Small(string paths) => new(
        $"<svg class=\"mud-icon-root mud-svg-icon mud-icon-size-small\" focusable=\"false\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" role=\"img\">{paths}</svg>");
}
