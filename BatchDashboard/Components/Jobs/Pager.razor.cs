using System.Globalization;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>Which rows are shown, and the way to the others.</summary>
public sealed partial class Pager
{
    private int _page;
    private string _typed = "";

    [Parameter, EditorRequired]
    public JobPage Jobs { get; set; } = default!;

    /// <summary>What is asked for, when that is not shown yet: the next step starts there, so that quick steps add up.</summary>
    [Parameter]
    public JobQuery? Asked { get; set; }

    /// <summary>What there are pages of.</summary>
    [Parameter]
    public string Label { get; set; } = "Pages of jobs";

    /// <summary>Whether the rows of a page can be chosen.</summary>
    [Parameter]
    public bool CanResize { get; set; } = true;

    [Parameter]
    public EventCallback<JobQuery> OnQuery { get; set; }

    private JobQuery Query => Asked ?? Jobs.Query;

    private int Page => Math.Min(Query.Page, Jobs.PageCount);

    protected override void OnParametersSet()
    {
        if (_page != Page)
        {
            _page = Page;
            _typed = Text(Page);
        }
    }

    private Task GoAsync(int page) => OnQuery.InvokeAsync(Query with { Page = page });

    private Task GoToTypedAsync()
    {
        // A page behind the last one would cost a request to learn that there is none.
        var page = long.TryParse(_typed, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, 1, Jobs.PageCount)
            : Page;
        _typed = Text(page);
        return page == Page ? Task.CompletedTask : GoAsync(page);
    }

    // The first row that is on screen stays on it.
    private Task ResizeAsync(ChangeEventArgs change) =>
        int.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var size) && JobQuery.PageSizes.Contains(size)
            ? OnQuery.InvokeAsync(Query with { PageSize = size, Page = (int)((Math.Max(1, Jobs.First) - 1) / size) + 1 })
            : Task.CompletedTask;

    private static string Text(int page) => page.ToString(CultureInfo.InvariantCulture);
}
