namespace BatchDashboard.Tests.Startup;

/// <summary>What a first start says, and where it puts its files.</summary>
public sealed class FirstMinutesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Home => Directory.CreateDirectory(Path.Combine(_folder.FullName, "home")).FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("It shows the sandbox, with made-up batches. To see your own, set Wickson:ApiKey")]
    [InlineData("It shows your batches from http://127.0.0.1:1/wickson/.", "--Wickson:ApiKey=wk-very-secret", "--Wickson:BaseUrl=http://127.0.0.1:1/wickson")]
    [InlineData("It shows batches that were downloaded or imported before. It sends no requests", "--Results:Source=Cache")]
    public async Task A_start_says_what_to_open_what_it_shows_and_where_its_data_is(string shown, params string[] args)
    {
        var data = Path.Combine(_folder.FullName, "kept here");
        await using var app = await AppConsole.StartAsync(AppProcess.Program, Home, [.. args, $"--Data:Directory={data}"], Cancellation);

        Assert.Contains(shown, app.Text, StringComparison.Ordinal);
        Assert.Contains($"Its data is in {data}.", app.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("wk-very-secret", app.Text, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = app.Url };
        Assert.Contains("<h1", await client.GetStringAsync("/", Cancellation), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(data, "*.db"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(data, "page-keys"), "*.xml"));
        Assert.Empty(Directory.GetFileSystemEntries(Home));
    }

    [Fact]
    public async Task A_build_keeps_its_data_in_the_folder_of_the_project_where_a_clean_build_does_not_delete_it()
    {
        var (program, project) = await BuildAsync();
        await using var app = await AppConsole.StartAsync(program, Home, [], Cancellation);

        AssertDataIn(app, Path.Combine(project, "data"));
        Assert.False(Directory.Exists(Path.Combine(Path.GetDirectoryName(program)!, "data")));
        await AssertServesStaticFilesAsync(app);
    }

    [Fact]
    public async Task A_build_reads_the_settings_beside_its_program()
    {
        var (program, _) = await BuildAsync();
        var settings = Path.Combine(Path.GetDirectoryName(program)!, "appsettings.json");
        await File.WriteAllTextAsync(settings, """{ "Results": { "Source": "Cache" } }""", Cancellation);
        await using var app = await AppConsole.StartAsync(program, Home, [], Cancellation);

        Assert.Contains("Results:Source is Cache", app.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_app_keeps_its_data_beside_the_program_even_inside_of_the_project()
    {
        var (program, _) = await BuildAsync();
        File.Delete(Path.ChangeExtension(program, ".staticwebassets.runtime.json"));
        await using var app = await AppConsole.StartAsync(program, Home, [], Cancellation);

        AssertDataIn(app, Path.Combine(Path.GetDirectoryName(program)!, "data"));
    }

    /// <summary>The program in a folder like that of a build, with its project file above it.</summary>
    private async Task<(string Program, string Project)> BuildAsync()
    {
        var project = Path.Combine(_folder.FullName, "BatchDashboard");
        var output = Directory.CreateDirectory(Path.Combine(project, "bin", "Debug", "net10.0")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "BatchDashboard.csproj"), "<Project />", Cancellation);
        var built = Path.GetDirectoryName(AppProcess.Program)!;
        var files = Directory.GetFiles(built, "*.dll").Concat(Directory.GetFiles(built, "BatchDashboard.*")).Append(Path.Combine(built, "appsettings.json"))
            .Concat(Directory.GetFiles(Path.Combine(built, "runtimes"), "*", SearchOption.AllDirectories));
        foreach (var file in files)
        {
            var target = Path.Combine(output, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return (Path.Combine(output, "BatchDashboard.dll"), project);
    }

    private static void AssertDataIn(AppConsole app, string data)
    {
        Assert.Contains($"Its data is in {data}.", app.Text, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data, "sandbox.db")));
    }

    private static async Task AssertServesStaticFilesAsync(AppConsole app)
    {
        using var client = new HttpClient { BaseAddress = app.Url };
        Assert.NotEmpty(await client.GetStringAsync("/css/app.css", Cancellation));
        Assert.NotEmpty(await client.GetStringAsync("/_framework/blazor.web.js", Cancellation));
    }
}
