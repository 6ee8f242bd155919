using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace BatchDashboard.Tests.Cases;

/// <summary>The real app in front of an API that answers for one batch with the body of a case, an empty page after the first.</summary>
internal sealed class CaseApp : IAsyncDisposable
{
    /// <summary>The API key of the app, and what stands for it where the API repeats it.</summary>
    public const string Key = "THE-CONFIGURED-KEY";
    public const string MaskedKey = "[API key]";

    // Deeper than any body here.
    private const int MaxDepth = 1000;

    private readonly ApiServer _api;

    private CaseApp(ApiServer api, RunningApp app, BatchId id, JsonElement body) => (_api, App, Id, Body) = (api, app, id, body);

    public RunningApp App { get; }

    public BatchId Id { get; }

    /// <summary>What the API answers, with the key masked.</summary>
    public JsonElement Body { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="name">Of a file in this folder, without its ending.</param>
    /// <param name="change">Of the body, for a variant of the case.</param>
    public static async Task<CaseApp> StartAsync(string name, Func<string, string>? change = null)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Cases", name + ".json"), Token);
        text = change?.Invoke(text) ?? text;
        var body = JsonElement.Parse(text.Replace(Key, MaskedKey, StringComparison.Ordinal), new JsonDocumentOptions { MaxDepth = MaxDepth });
        var id = BatchId.Parse(body.GetProperty("data").GetProperty("batch_summary").GetProperty("batch_id").GetString()!);
        var api = await ApiServer.StartAsync();
        api.Answer(id.Value, (page, _) => page == 1 ? text : Without(text, page));
        var app = await RunningApp.StartAsync(
            Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=" + Key, $"--Wickson:BaseUrl={api.BaseUrl}"]);
        return new CaseApp(api, app, id, body);
    }

    /// <summary>The first page of the batch as the API's answer gives it.</summary>
    public async Task<BatchPage> LiveAsync()
    {
        var pages = App.Services.GetRequiredService<LivePages>();
        var page = await pages.AskAsync(Id, JobQuery.Default, null, Token);
        return await pages.ViewAsync(Id, JobQuery.Default, page, null, 1, Token);
    }

    /// <summary>Downloads the batch, and again after a restart on the same database when that is wanted.</summary>
    public Task DownloadAsync() => App.CopyAsync(Id, Token);

    public async Task RestartAsync()
    {
        await App.StopAsync(Token);
        await App.RestartAsync(Token);
    }

    /// <summary>The jobs that a query finds, of the copy once there is one.</summary>
    public async Task<BatchPage> FindAsync(string query = "")
    {
        var answer = await App.Services.GetRequiredService<IResultsService>().GetBatchAsync(Id, JobQuery.Parse(query).Query, Token);
        return answer.Value ?? throw new InvalidOperationException(answer.Problem?.Sentence);
    }

    /// <summary>The batch in the list of batches.</summary>
    public async Task<BatchListItem> ListedAsync() =>
        Assert.Single((await App.Services.GetRequiredService<IResultsService>().GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items, item => item.Id == Id);

    /// <summary>A page of the app, below that of the batch.</summary>
    public async Task<string> HtmlAsync(string path = "") => (await App.PageAsync($"/batches/{Id}{path}", Token)).Html;

    /// <summary>The rows of an export, by column.</summary>
    public async Task<IReadOnlyList<IDictionary<string, object?>>> RowsAsync(string path, ExcelType type = ExcelType.CSV)
    {
        using var sheet = new MemoryStream(await App.Client.GetByteArrayAsync(path, Token));
        return [.. MiniExcel.Query(sheet, useHeaderRow: true, excelType: type).Cast<IDictionary<string, object?>>()];
    }

    /// <summary>The jobs of the JSON export.</summary>
    public async Task<IReadOnlyList<JsonElement>> JsonAsync() =>
        [.. Jobs(JsonElement.Parse(await App.Client.GetByteArrayAsync($"/export/batches/{Id}/jobs.json", Token), new JsonDocumentOptions { MaxDepth = MaxDepth }))];

    /// <summary>Everything in the database, as text. The app is stopped.</summary>
    public async Task<string> StoredAsync() => TestDatabase.IsPostgreSql
        ? (string)(await TestDatabase.QueryAsync(App.Folder, """
            SELECT string_agg(line, ' ') FROM (
                SELECT t::text AS line FROM batches t UNION ALL SELECT t::text FROM snapshots t UNION ALL SELECT t::text FROM jobs t
                UNION ALL SELECT t::text FROM job_groups t UNION ALL SELECT encode(body, 'escape') FROM job_columns) AS everything
            """))!
        : string.Concat(Directory.GetFiles(App.Folder, "live.db*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    public static IEnumerable<JsonElement> Jobs(JsonElement body) => body.GetProperty("data").GetProperty("job_results").EnumerateArray();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _api.DisposeAsync();
    }

    private static string Without(string text, int page)
    {
        var body = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth })!;
        body["data"]!["job_results"] = new JsonArray();
        body["data"]!["pagination"]!["page"] = page;
        return body.ToJsonString();
    }
}
