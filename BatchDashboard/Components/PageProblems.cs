using BatchDashboard.Components.Display;
using BatchDashboard.Results;

namespace BatchDashboard.Components;

/// <summary>Problems that a page finds in its own URL, before anybody is asked.</summary>
public static class PageProblems
{
    public static Problem NoBatchId(string text) => new(
        ProblemKind.NotFound,
        $"“{Readable.Middle(Readable.Visible(text), 60)}” cannot be a batch id.",
        "A batch id has up to 128 letters, digits, and the signs - _ . : ~, such as batch-abc123. Check the link, or open the batch from the list.");

    public static Problem NoMediaId(string text) => new(
        ProblemKind.NotFound,
        $"“{Readable.Middle(Readable.Visible(text), 60)}” cannot be a media id.",
        "A media id looks like vec-abc123. Check the link, or open the item from its job.");
}
