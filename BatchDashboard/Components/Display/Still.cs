using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace BatchDashboard.Components.Display;

/// <summary>Draws its content again only when it is of something else: a flip through the jobs leaves the panels above them alone.</summary>
public sealed class Still : ComponentBase
{
    private object? _shown;
    private bool _isOther;

    /// <summary>All that the content is made of.</summary>
    [Parameter, EditorRequired]
    public object For { get; set; } = default!;

    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;

    protected override void OnParametersSet()
    {
        _isOther = !ReferenceEquals(_shown, For);
        _shown = For;
    }

    protected override bool ShouldRender() => _isOther;

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
