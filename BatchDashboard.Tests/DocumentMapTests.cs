using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using BatchDashboard.Components;
using BatchDashboard.Components.Display;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Sandbox;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests;

/// <summary>Walks docs/document-map.md over the example bodies of the API's document: each value is at its place.</summary>
public sealed class DocumentMapTests : IAsyncLifetime
{
    private static readonly string Map = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "document-map.md"));

    private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _pages = [];
    private ApiServer _api = null!;
    private RunningApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _api.Intercept = FailAsync;
        _app = await RunningApp.StartAsync(
            Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={_api.BaseUrl}", "--Wickson:RetryDelay=00:00:00.001"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_value_of_the_documented_answer_is_where_the_map_says(bool isDownloaded)
    {
        if (isDownloaded)
        {
            await _app.CopyAsync(BatchId.Parse("batch-abc123"), Token);
        }

        await WalkAsync(SandboxHost.Sample("results-200.json"), Rows("The answer", 4), isDownloaded);
    }

    [Theory]
    [InlineData("404")]
    [InlineData("500")]
    [InlineData("429")]
    public async Task Every_value_of_a_documented_failure_is_where_the_map_says(string status) => await WalkAsync(
        SandboxHost.Sample(status == "429" ? "any-429.json" : $"results-{status}.json"),
        [.. Rows("Failures", 5).Where(row => row[0] == status).Select(row => row[1..])],
        isDownloaded: true);

    [Fact]
    public async Task Every_sentence_of_the_document_has_its_place()
    {
        var rows = Rows("What the document says", 4);
        Assert.True(rows.Count > 25, "The map has lost its sentences.");
        var missing = new List<string>();
        foreach (var row in rows)
        {
            if (!await HasAsync(row[1], row[2], "", [row[3]]))
            {
                missing.Add($"{string.Join(" | ", row)}: {await SaidAsync(row[1], row[2])}");
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    private async Task WalkAsync(JsonElement body, IReadOnlyList<string[]> rows, bool isDownloaded)
    {
        var missing = new List<string>();
        var used = new HashSet<string[]>();
        foreach (var (path, beside, value) in Values("", body, default))
        {
            if (rows.FirstOrDefault(row => Fits(row[0], path)) is not { } row)
            {
                missing.Add($"{path} has no row.");
                continue;
            }

            used.Add(row);
            var page = Regex.Replace(row[1], @"\{(?<name>\w+)\}", match => beside.GetProperty(match.Groups["name"].Value).GetString()!, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            if (page.StartsWith("/export", StringComparison.Ordinal) && !isDownloaded)
            {
                continue;
            }

            if (!await HasAsync(page, row[2], path, row[3].Length > 0 ? [row[3]] : Texts(value)))
            {
                missing.Add($"{path}: “{value}” is not at “{row[2]}” of {page}, which says: {await SaidAsync(page, row[2])}");
            }
        }

        missing.AddRange(rows.Where(row => !used.Contains(row)).Select(row => $"{row[0]} is no field of the example."));
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    private async Task<bool> HasAsync(string page, string place, string path, IReadOnlyList<string> texts)
    {
        var (status, body) = await PageAsync(page);
        if (place == "the status")
        {
            return texts.Contains(((int)status).ToString(CultureInfo.InvariantCulture));
        }

        if (place == "the file")
        {
            return Values("", JsonElement.Parse(body), default).Any(value => value.Path == path && Texts(value.Value).Intersect(texts).Any());
        }

        var shown = await SaidAsync(page, place);
        return texts.Any(text => Regex.IsMatch(
            shown, @"(?<![\w.,])" + Regex.Escape(text).Replace(@"\ ", @"\s+", StringComparison.Ordinal) + @"(?![\w]|[.,]\d)", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    private async Task<string> SaidAsync(string page, string place)
    {
        var document = await new HtmlParser().ParseDocumentAsync((await PageAsync(page)).Body, Token);
        return string.Join('\n', Places(document, place).SelectMany(Said));
    }

    private async Task<(HttpStatusCode Status, string Body)> PageAsync(string path)
    {
        if (!_pages.TryGetValue(path, out var page))
        {
            _pages[path] = page = await _app.PageAsync(path, Token);
        }

        return page;
    }

    // The name as a screen reader says it: of the element itself, of a table's caption, or of a region's heading.
    private static IEnumerable<IElement> Places(IDocument document, string place) => place switch
    {
        "head" => document.QuerySelectorAll("main header").Take(1),
        "alert" => document.QuerySelectorAll("main [role=alert]"),
        "bar" => document.QuerySelectorAll("header.bar"),
        _ => document.QuerySelectorAll("main [aria-label]").Where(element => element.GetAttribute("aria-label") == place)
            .Concat(document.QuerySelectorAll("main caption").Where(caption => caption.TextContent == place).Select(caption => caption.ParentElement!))
            .Concat(document.QuerySelectorAll("main section h2").Where(heading => heading.TextContent == place).Select(heading => heading.Closest("section")!)),
    };

    // What is read, hovered over, typed in or led to.
    private static IEnumerable<string> Said(IElement element) => element.QuerySelectorAll("*").Append(element)
        .SelectMany(part => (string?[])[part.GetAttribute("title"), part.GetAttribute("value"), part.GetAttribute("href"), part.GetAttribute("aria-valuetext")])
        .OfType<string>()
        .Append(string.Join(' ', element.Descendants<IText>().Select(text => text.Data)));

    private static List<string[]> Rows(string heading, int columns) =>
    [
        .. Map.Split("\n## ").Single(part => part.StartsWith(heading, StringComparison.Ordinal)).Split('\n')
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|', ' ', '\r').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())
            .Select(cells => cells.Length == columns - 1 ? [.. cells, ""] : cells),
    ];

    private static bool Fits(string row, string path) => row == path || (row.EndsWith(".*", StringComparison.Ordinal) && path.StartsWith(row[..^1], StringComparison.Ordinal));

    // Each value with its path, and the object of the list that it is in.
    private static IEnumerable<(string Path, JsonElement Beside, JsonElement Value)> Values(string path, JsonElement value, JsonElement beside) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Values(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, beside)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Values(path + "[]", item, item.ValueKind == JsonValueKind.Object ? item : beside)),
        _ => [(path, beside, value)],
    };

    /// <summary>A value as it came, or in one of the formats of the product.</summary>
    private static string[] Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [Readable.Nothing, "No media item was created."],
        JsonValueKind.Number => Numbers(value.GetDouble()),
        JsonValueKind.String when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var time) => [new Viewer().Absolute(time)],
        JsonValueKind.String => [value.GetString()!, Readable.Word(value.GetString())],
        _ => [value.GetRawText()],
    };

    private static string[] Numbers(double number) =>
    [
        number.ToString("N0", CultureInfo.InvariantCulture),
        number.ToString("0.##", CultureInfo.InvariantCulture),
        Readable.Percent(number),
        Readable.Duration(TimeSpan.FromSeconds(number)),
    ];

    private static async Task<bool> FailAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var (status, sample) = path switch
        {
            _ when path.Contains("/batch-xyz789/", StringComparison.Ordinal) => (404, "results-404.json"),
            _ when path.Contains("/batch-of-500/", StringComparison.Ordinal) => (500, "results-500.json"),
            _ when path.Contains("/batch-of-429/", StringComparison.Ordinal) => (429, "any-429.json"),
            _ => (0, ""),
        };
        if (status == 0)
        {
            return false;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status == 429)
        {
            context.Response.Headers.RetryAfter = "600";
        }

        await context.Response.SendFileAsync(Path.Combine(AppContext.BaseDirectory, "Samples", sample), Token);
        return true;
    }
}
