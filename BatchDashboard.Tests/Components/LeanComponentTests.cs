using BatchDashboard.Components;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace BatchDashboard.Tests.Components;

public sealed class LeanComponentTests : PageTest
{
    [Fact]
    public void Only_the_last_drawing_is_kept_and_what_is_drawn_is_right_every_time()
    {
        var shown = Render<Counted>(parameters => parameters.Add(one => one.Count, 1));

        for (var count = 1; count <= 5; count++)
        {
            shown.Render(parameters => parameters.Add(one => one.Count, count));

            shown.MarkupMatches($"<ul>{string.Concat(Enumerable.Range(1, count).Select(number => $"<li>{number} of {count}</li>"))}</ul>");
#pragma warning disable BL0006 // What a renderer keeps is what the test is about.
            Assert.Equal(1 + (2 * count), shown.Instance.Builders.Sum(builder => builder.GetFrames().Count));
#pragma warning restore BL0006
        }

        Assert.Equal(2, shown.Instance.Builders.Count);
    }

    private sealed class Counted : LeanComponent
    {
        public HashSet<RenderTreeBuilder> Builders { get; } = [];

        [Parameter]
        public int Count { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            Draw(builder);
            Builders.Add(builder);
            builder.OpenElement(0, "ul");
            for (var number = 1; number <= Count; number++)
            {
                builder.OpenElement(1, "li");
                builder.AddContent(2, $"{number} of {Count}");
                builder.CloseElement();
            }

            builder.CloseElement();
        }
    }
}
