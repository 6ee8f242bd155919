using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace BatchDashboard.Components;

/// <summary>
/// A component that is kept once for an open page, though it was drawn more than once. A renderer has two builders for each
/// component: it draws into them in turn, compares them, and then keeps the older drawing with all its texts for as long as
/// nothing is drawn again. Here the older builder is emptied as soon as it was compared, which the renderer itself does
/// only before it draws into it.
/// </summary>
public abstract class LeanComponent : ComponentBase
{
    private RenderTreeBuilder? _last;
    private RenderTreeBuilder? _older;

    /// <summary>The first statement of the component's markup: <c>@{ Draw(__builder); }</c>.</summary>
    protected void Draw(RenderTreeBuilder builder)
    {
        if (_last != builder)
        {
            (_older, _last) = (_last, builder);
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        _older?.Clear();
        _older = null;
    }
}
