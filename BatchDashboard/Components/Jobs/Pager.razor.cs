using System.Globalization;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>Which rows are shown, and the way to the others.</summary>
public sealed partial class Pager
{
    private int _page;
    private string _typed = "";

    [Parameter, EditorRequired]
    public PageRange Shown { get; set; } = default!;

    /// <summary>The page that is asked for, when it is not shown yet: the next step starts there, so that quick steps add up.</summary>
    [Parameter]
    public int? Asked { get; set; }

    /// <summary>What there are pages of.</summary>
    [Parameter]
    public string Label { get; set; } = "Pages of jobs";

    /// <summary>Whether the rows of a page can be chosen.</summary>
    [Parameter]
    public bool CanResize { get; set; } = true;

    /// <summary>Another page, or another size of pages, is asked for.</summary>
    [Parameter]
    public EventCallback<(int Page, int PageSize)> OnPage { get; set; }

    private int PageSize => Shown.PageSize;

    private int Page => Math.Min(Asked ?? Shown.Page, Shown.PageCount);

    protected override void OnParametersSet()
    {
        if (_page != Page)
        {
            _page = Page;
            _typed = Text(Page);
        }
    }

    private Task GoAsync(int page) => OnPage.InvokeAsync((page, PageSize));

    private Task GoToTypedAsync()
    {
        // A page behind the last one would cost a request to learn that there is none.
        var page = long.TryParse(_typed, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, 1, Shown.PageCount)
            : Page;
        _typed = Text(page);
        return page == Page ? Task.CompletedTask : GoAsync(page);
    }

    // The first row that is on screen stays on it.
    private Task ResizeAsync(ChangeEventArgs change) =>
        int.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var size) && JobQuery.PageSizes.Contains(size)
            ? OnPage.InvokeAsync(((int)((Math.Max(1, Shown.First) - 1) / size) + 1, size))
            : Task.CompletedTask;

    private static string Text(int page) => page.ToString(CultureInfo.InvariantCulture);
}
