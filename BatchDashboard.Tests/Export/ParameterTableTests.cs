using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Export;

/// <summary>The README's table of parameters, held against the app with its sandbox.</summary>
public sealed partial class ParameterTableTests : IAsyncLifetime
{
    private static readonly string[] Repeatable = ["status", "type", "error", "detail", "triage"];
    private static readonly string[] EmptyInForms = ["q", "left", "right"];
    private RunningApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(Token);
        foreach (var id in new[] { "batch-abc123", "batch-all-succeeded" })
        {
            await _app.CopyAsync(BatchId.Parse(id), Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_example_is_answered_with_a_file()
    {
        var examples = Rows().Select(row => row.Example).OfType<string>().Select(Path).Concat(Curls()).ToList();
        Assert.InRange(examples.Count, 12, 100);
        foreach (var example in examples)
        {
            using var answer = await _app.Client.GetAsync(example, Token);
            Assert.True(answer.IsSuccessStatusCode, $"{example}: {await answer.Content.ReadAsStringAsync(Token)}");
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        }
    }

    [Fact]
    public async Task An_unknown_parameter_is_a_400_that_names_every_parameter_of_the_table()
    {
        foreach (var (file, names) in Files())
        {
            var problem = await RefusedAsync(Path(file) + "?stauts=failed");

            var named = problem.GetProperty("parameters").EnumerateArray().Select(name => name.GetString()!).ToList();
            Assert.Equal(names.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
            Assert.Contains($"There is no parameter “stauts”. There are: {string.Join(", ", named)}.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_parameter_that_is_repeated_empty_endless_or_broken_is_a_sentence_about_it()
    {
        foreach (var (file, names) in Files())
        {
            foreach (var name in names)
            {
                var isRepeatable = (file is "jobs.csv" or "kit.zip" or "media.csv" or "batches.csv") && Repeatable.Contains(name);
                string[] bad =
                [
                    $"{name}={new string('x', 4_000)}",
                    $"{name}=a%00%E2%80%AE",
                    .. EmptyInForms.Contains(name) ? Array.Empty<string>() : [$"{name}="],
                    .. isRepeatable ? Array.Empty<string>() : [$"{name}=1&{name}=1"],
                ];
                foreach (var query in bad)
                {
                    var sentence = (await RefusedAsync($"{Path(file)}?{query}")).GetProperty("detail").GetString()!;
                    Assert.Contains(name, sentence, StringComparison.Ordinal);
                    Assert.InRange(sentence.Length, 20, 1_000);
                    Assert.DoesNotContain(sentence, letter => char.IsControl(letter) || letter == '\u202e');
                }
            }
        }
    }

    [Theory]
    [InlineData("/export/batches/batch-abc123/jobs", "csv, json, xlsx")]
    [InlineData("/export/batches/batch-abc123/jobs.pdf", "“pdf”. There are: csv, json, xlsx")]
    [InlineData("/export/batches/batch-abc123/jobs.", "csv, json, xlsx")]
    [InlineData("/export/batches/batch-abc123/jobs.csv.gz", "“csv.gz”. There are: csv, json, xlsx")]
    [InlineData("/export/batches/batch-abc123/media.pdf", "“pdf”. There are: csv, json, xlsx")]
    [InlineData("/export/batches/batch-abc123/kit", "zip")]
    [InlineData("/export/batches/batch-abc123/kit.rar", "“rar”. There are: zip")]
    [InlineData("/export/batches.%3Cb%3E", "“<b>”. There are: csv, json, xlsx")]
    [InlineData("/export/errors", "csv, json, xlsx")]
    [InlineData("/export/compare.xls", "“xls”. There are: csv, json, xlsx")]
    [InlineData("/export/batches/batch-abc123/jobs.csv?sort=colour", "filename, size, completed, duration, status, type, created, jobid")]
    [InlineData("/export/batches/batch-abc123/jobs.csv?triage=maybe", "open, acknowledged, resolved, wont-fix")]
    [InlineData("/export/batches/batch-abc123/kit.zip?fix=maybe", "failing, fixed")]
    [InlineData("/export/batches/batch-abc123/jobs.csv?pageSize=7", "25, 50, 100, 250")]
    [InlineData("/export/batches/batch-abc123/jobs.csv?page=0", "numbered from 1")]
    [InlineData("/export/batches/batch-abc123/jobs.csv?detail=:x", "key:value")]
    [InlineData("/export/batches/batch-abc123/jobs.csv?a=1&b=2&c=3&d=4&e=5", "“a”, “b”, “c” or 2 more")]
    [InlineData("/export/batches.csv?days=8", "0, 7, 30, 90, 365")]
    [InlineData("/export/errors.csv?days=8", "0, 7, 30, 90, 365")]
    [InlineData("/export/compare.csv?list=all", "fixed, still-failing, newly-failing, only-left, only-right")]
    public async Task What_there_is_not_is_a_400_that_names_what_there_is(string path, string words)
    {
        var problem = await RefusedAsync(path);
        using var page = await _app.SendAsync(HttpMethod.Get, path, Token, ("Accept", "text/html"));

        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((400, "Bad Request"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("title").GetString()));
        Assert.Contains("<h1>This cannot be downloaded</h1>", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/export/batches/batch-abc123/no-such-file.csv")]
    [InlineData("/export/batches/batch-abc123/jobsheet.csv")]
    [InlineData("/export/nothing.csv")]
    public async Task A_path_that_there_is_not_stays_a_404(string path)
    {
        using var answer = await _app.Client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/?stauts=failed", "q, status, collection, days, sort, page, pageSize")]
    [InlineData("/?page=99", "There is only one page")]
    [InlineData("/errors?stauts=failed", "days, collection, error, by")]
    [InlineData("/compare?stauts=failed", "left, right, list, q, page")]
    [InlineData("/compare?left=batch-abc123&right=batch-all-succeeded&page=9", "There is only one page")]
    [InlineData("/search?stauts=failed", "There are: q.")]
    [InlineData("/media?stauts=failed", "There are: collection, type, page, pageSize.")]
    [InlineData("/media?pageSize=7", "There are: 20, 50, 100. Using 20.")]
    [InlineData("/batches/batch-abc123?stauts=failed", "status, type, error")]
    [InlineData("/batches/batch-abc123/errors/format_error?stauts=failed", "There are: page, by.")]
    [InlineData("/batches/batch-abc123/resubmit?stauts=failed", "pageSize, scope")]
    [InlineData("/errors?days=8&days=7", "“days” can be given only once. Using the last one.")]
    [InlineData("/errors?days=8", "There are: 0, 7, 30, 90, 365. Using 0.")]
    [InlineData("/?sort=colour", "no column “colour” to sort by")]
    [InlineData("/batches/batch-abc123?type=%00", "%00, which no value has. It was left out.")]
    public async Task A_page_tells_what_it_left_out_and_what_there_is(string url, string words)
    {
        var html = WebUtility.HtmlDecode((await _app.PageAsync(url, Token)).Html);

        var notice = Notice().Match(html).Value;
        Assert.Contains(words, notice, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', html);
    }

    [Theory]
    [InlineData("/?collection=Reports-COLLECTION", "reports-collection")]
    [InlineData("/errors?collection=Reports-COLLECTION", "reports-collection")]
    [InlineData("/batches/batch-abc123?status=FAILED", "failed")]
    [InlineData("/batches/batch-abc123?error=Format_Error", "format_error")]
    [InlineData("/batches/batch-abc123?triage=OPEN", "open")]
    [InlineData("/batches/batch-abc123?fix=Failing", "failing")]
    public async Task A_value_in_another_case_of_letters_is_shown_as_chosen(string url, string value)
    {
        var html = (await _app.PageAsync(url, Token)).Html;

        Assert.Matches($"<option value=\"{value}\"[^>]* selected", html);
        Assert.DoesNotMatch(Notice(), html);
    }

    private async Task<JsonElement> RefusedAsync(string path)
    {
        using var answer = await _app.Client.GetAsync(path, Token);
        var body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path[..Math.Min(200, path.Length)]}: {answer.StatusCode} {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return JsonElement.Parse(body);
    }

    private static string Path(string file) => (file.Split('.')[0] is "jobs" or "kit" or "media" ? "/export/batches/batch-abc123/" : "/export/") + file;

    private static IEnumerable<(string File, IReadOnlyList<string> Names)> Files() => Rows()
        .SelectMany(row => row.Files.Select(file => (File: file, row.Names)))
        .GroupBy(row => row.File, (file, rows) => (file + (file == "kit" ? ".zip" : ".csv"), (IReadOnlyList<string>)[.. rows.SelectMany(row => row.Names)]), StringComparer.Ordinal);

    private static List<(string[] Files, string[] Names, string? Example)> Rows()
    {
        var rows = Readme()
            .SkipWhile(line => !line.StartsWith("| file | parameter |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .Select(cells => (cells[0].Split(", "), cells[1].Split(", ").Select(name => name.Trim('`')).ToArray(), cells[3].Length == 0 ? null : cells[3].Trim('`')))
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    private static IEnumerable<string> Curls()
    {
        const string Start = "'localhost:5080/export/";
        return Readme().Where(line => line.StartsWith("curl ", StringComparison.Ordinal) && line.Contains(Start, StringComparison.Ordinal)).Select(line => line.Split('\'')[1]["localhost:5080".Length..]);
    }

    private static string[] Readme() => Repository.Read("README.md").Split('\n');

    [GeneratedRegex("<ul class=\"notices\".*?</ul>", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Notice();
}
