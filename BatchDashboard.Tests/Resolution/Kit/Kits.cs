using System.Diagnostics;
using System.IO.Compression;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Kit;

/// <summary>The real app with a batch of failed files, its kit unpacked, and a folder for corrected files.</summary>
internal sealed class Kits : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kit-");

    private Kits(RunningApp app) => App = app;

    public RunningApp App { get; }

    public string Kit => Path.Combine(_directory.FullName, "kit");

    public string Corrected => Path.Combine(_directory.FullName, "corrected files");

    public string Log => Path.Combine(Kit, "sent.csv");

    public SandboxCatalog Catalog => App.Services.GetRequiredService<SandboxCatalog>();

    public SandboxFaults Faults => App.Services.GetRequiredService<SandboxFaults>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Kits> StartAsync()
    {
        var kits = new Kits(await RunningApp.StartAsync(Cancellation));
        kits.App.Services.GetRequiredService<SandboxUploads>().Pace = TimeSpan.Zero;
        Directory.CreateDirectory(kits.Corrected);
        return kits;
    }

    /// <summary>A batch whose files failed, as the sandbox makes it of what it is sent; 25 at most.</summary>
    public async Task<BatchId> FailedAsync(string collection, params IReadOnlyList<string> names)
    {
        var files = names.Select(name => new NewFile(name, 3, async (stream, token) => await stream.WriteAsync("old"u8.ToArray(), token))).ToList();
        var created = await App.Services.GetRequiredService<WicksonClient>().CreateBatchAsync(new NewBatch(collection, false, files), Cancellation);
        return created.NewBatchId!.Value;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => App.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    public async Task DownloadAsync(string path)
    {
        await CopyAsync(BatchId.Parse(path.Split('/')[3]));
        using var response = await GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        await using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal(["manifest.csv", "manifest.json", "files.txt", "files.nul", "README.txt", "send.sh", "send.py"], zip.Entries.Select(entry => entry.FullName), StringComparer.Ordinal);
        await zip.ExtractToDirectoryAsync(Kit, overwriteFiles: true, Cancellation);
    }

    /// <summary>Ends when all jobs of the batch are here.</summary>
    public Task CopyAsync(BatchId batch) => App.CopyAsync(batch, Cancellation);

    public string Read(string entry) => File.ReadAllText(Path.Combine(Kit, entry));

    /// <summary>A corrected file; slashes in the name are folders.</summary>
    public void Bring(string name, string content = "new content")
    {
        var path = Path.Combine(Corrected, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    /// <summary>Runs the kit's script of a kind, sh or py, with a key in the environment.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string kind, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(kind == "py" ? "python3" : "bash", [Path.Combine(Kit, "send." + kind), .. arguments])
        {
            WorkingDirectory = _directory.FullName,
        };
        start.Environment["WICKSON_API_KEY"] = "test-key";
        var (exit, output, errors) = await ProcessRun.ToEndAsync(start);
        return (exit, output + errors);
    }

    /// <summary>Names and sizes of a batch's jobs, as the API lists them.</summary>
    public async Task<List<JobRow>> RowsAsync(BatchId batch)
    {
        var answer = await App.Services.GetRequiredService<IResultsService>().GetBatchAsync(batch, new JobQuery { PageSize = 250 }, Cancellation);
        Assert.NotNull(answer.Value);
        return [.. answer.Value.Jobs.Rows];
    }

    public async Task<string?> CollectionAsync(BatchId batch) =>
        (await App.Services.GetRequiredService<IResultsService>().GetBatchAsync(batch, JobQuery.Default, Cancellation)).Value!.Batch.Collection;

    public IEnumerable<string> Everything() => Directory.EnumerateFileSystemEntries(_directory.FullName, "*", SearchOption.AllDirectories);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
