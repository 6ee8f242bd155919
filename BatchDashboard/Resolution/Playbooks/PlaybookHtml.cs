using AngleSharp.Dom;
using Ganss.Xss;
using Markdig;

namespace BatchDashboard.Resolution.Playbooks;

/// <summary>
/// Makes HTML of a team's Markdown that cannot do more than be read: HTML in it is text, links lead to the web or to mail,
/// and pictures, which the content security policy would not load, are their description.
/// </summary>
internal static class PlaybookHtml
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseAutoLinks().UseEmphasisExtras().Build();

    // One for all: it keeps nothing of what it cleans.
    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    public static string Of(string markdown)
    {
        string html;
        try
        {
            html = Markdig.Markdown.ToHtml(markdown, Markdown);
        }
        catch (ArgumentException)
        {
            // Markdig gives up on what is nested too deeply.
            throw new PlaybookException("its lists or quotes are nested too deeply");
        }

        return Sanitizer.Sanitize(html).Trim();
    }

    private static HtmlSanitizer MakeSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark",
                "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "title", "start", "rel" },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
        });
        sanitizer.RemovingTag += Keep;
        sanitizer.PostProcessNode += Finish;
        return sanitizer;
    }

    // A heading of the file stands below the panel's own; a picture becomes what it is said to show.
    private static void Keep(object? sender, RemovingTagEventArgs removing)
    {
        switch (removing.Tag)
        {
            case { LocalName: "h1" or "h2" } heading:
                Replace(heading, "h3", heading.ChildNodes);
                removing.Cancel = true;
                break;
            case { LocalName: "img" } image:
                var description = image.GetAttribute("alt") is { Length: > 0 } alt ? alt : "no description";
                image.Replace(image.Owner!.CreateTextNode($"[picture: {description}]"));
                removing.Cancel = true;
                break;
        }
    }

    private static void Replace(IElement element, string tag, INodeList children)
    {
        var other = element.Owner!.CreateElement(tag);
        foreach (var child in children.ToArray())
        {
            other.AppendChild(child);
        }

        element.Replace(other);
    }

    private static void Finish(object? sender, PostProcessNodeEventArgs node)
    {
        if (node.Node is IElement { LocalName: "a" } link)
        {
            // A path alone is an absolute address, too: of a file.
            if (link.GetAttribute("href") is not { } url || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.IsFile)
            {
                link.RemoveAttribute("href");
            }

            link.SetAttribute("rel", "noopener noreferrer");
        }
    }
}
