namespace BatchDashboard.Components.Display;

/// <summary>A text from the API around the part of it that was looked for, made readable and short enough for a line.</summary>
/// <param name="Found">Empty when the part is not there as it was typed, e.g. with letters composed in another way.</param>
public sealed record Match(string Before, string Found, string After)
{
    private const int Head = 16;
    private const int Lead = 24;
    private const int Most = 300;

    /// <summary>Letters match in either case. Long texts keep their start, the match, and what is around it.</summary>
    public static Match In(string text, string part)
    {
        var visible = Readable.Visible(text, int.MaxValue);
        var at = part.Length > 0 ? visible.IndexOf(Readable.Visible(part), StringComparison.OrdinalIgnoreCase) : -1;
        if (at < 0)
        {
            return new Match(Until(visible, Most), "", "");
        }

        var end = at + part.Length;
        var before = at <= Head + Lead
            ? visible[..at]
            : string.Concat(visible.AsSpan(0, Whole(visible, Head)), "…", visible.AsSpan(Whole(visible, at - Lead), at - Whole(visible, at - Lead)));
        return new Match(before, visible[at..end], Until(visible[end..], Most));
    }

    private static string Until(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, Whole(text, length)), "…");

    /// <summary>The place, or the one before it when it would part a surrogate pair.</summary>
    private static int Whole(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
