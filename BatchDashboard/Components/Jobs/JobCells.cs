using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using BatchDashboard.Components.Display;
using BatchDashboard.Components.Triage;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>
/// What a row of jobs says beside its links, as finished markup: one part for a renderer to keep, compare and send instead
/// of a dozen. Every text is encoded here, for nobody does so later.
/// </summary>
public static class JobCells
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Why a job failed, in one line; null for one that did not.</summary>
    public static MarkupString? Why(JobRow row)
    {
        if (row.ErrorCode is null && row.ErrorMessage is null)
        {
            return null;
        }

        var html = new StringBuilder();
        var isLong = (row.ErrorCode?.Length ?? 0) + (row.ErrorMessage?.Length ?? 0) > FileName.Comfortable;
        Open(html, "span", ("class", "why"), ("title", isLong ? Readable.Visible($"{row.ErrorCode}: {row.ErrorMessage}", 1000) : null));
        if (row.ErrorCode is { } code)
        {
            html.Append("<code>").Append(Encoded(Readable.Line(code))).Append("</code>");
        }

        if (row.ErrorMessage is { } message)
        {
            html.Append(' ').Append(Encoded(Readable.Line(message)));
        }

        return new MarkupString(html.Append("</span>").ToString());
    }

    /// <summary>The cells from the media type to the time of completion.</summary>
    public static MarkupString Middle(JobRow row, Viewer viewer)
    {
        var html = new StringBuilder();
        Cell(html, row.MediaType is { } type ? Readable.Word(type) : Readable.Nothing);
        html.Append("<td>").Append(Encoded(Readable.Word(row.Status)));
        Standing(html, row);
        html.Append("</td>");
        Cell(
            html,
            row.SizeBytes is { } bytes ? FileSize.Text(bytes, row.IsSizeApproximate) : Readable.Nothing,
            row.SizeBytes is { } size && (size >= 1024 || row.IsSizeApproximate) ? FileSize.Exactly(size, row.IsSizeApproximate) : null);
        Cell(html, row.Duration is { } duration ? Readable.Duration(duration) : Readable.Nothing, ExactDuration(row));
        Cell(html, row.CompletedAt is { } time ? viewer.Absolute(time) : Readable.Nothing, row.CompletedAt is { } exactly ? viewer.Exact(exactly) : null);
        return new MarkupString(html.ToString());
    }

    /// <summary>The cells that are shown only when somebody wants them: the job id and when the job was created.</summary>
    public static MarkupString More(JobRow row, Viewer viewer)
    {
        var html = new StringBuilder("<td><code>");
        html.Append(Encoded(row.JobId is { } id ? Readable.Middle(Readable.Visible(id), 28) : Readable.Nothing)).Append("</code></td>");
        Cell(html, row.CreatedAt is { } time ? viewer.Absolute(time) : Readable.Nothing, row.CreatedAt is { } exactly ? viewer.Exact(exactly) : null);
        return new MarkupString(html.ToString());
    }

    private static string? ExactDuration(JobRow row) => row.Duration is { } span && span > TimeSpan.Zero
        ? span.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture) + " s"
        : null;

    /// <summary>What became of a failure.</summary>
    private static void Standing(StringBuilder html, JobRow row)
    {
        if (row.FixedBy is { } by)
        {
            Open(html, "a", ("href", Urls.Job(by.Batch, by.Job)), ("title", "It succeeded when it was sent again."));
            html.Append("fixed</a>");
        }
        else if (row.Triage is { } mark)
        {
            Open(html, "span", ("class", "triage-tag"), ("data-state", TriageWords.Tone(mark.State)), ("title", TriageWords.Line(mark)));
            html.Append(Encoded(TriageWords.Of(mark.State))).Append("</span>");
        }
    }

    private static void Cell(StringBuilder html, string text, string? title = null)
    {
        Open(html, "td", ("title", title));
        html.Append(Encoded(text)).Append("</td>");
    }

    private static void Open(StringBuilder html, string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        html.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                html.Append(' ').Append(name).Append("=\"").Append(Encoded(value)).Append('"');
            }
        }

        html.Append('>');
    }

    private static string Encoded(string text) => Encoder.Encode(text);
}
