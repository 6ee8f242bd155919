namespace BatchDashboard.Tests.Startup;

/// <summary>A data directory that cannot be used ends the start with one sentence that names the setting; one elsewhere is used.</summary>
public sealed class DataDirectoryStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-");

    public static TheoryData<string, string> Unusable
    {
        get
        {
            var unusable = new TheoryData<string, string>
            {
                { "file", "Data:Directory: “file” is a file. Name a folder: it is made when it does not exist." },
                { "dangling", "Data:Directory: “dangling” is a broken link. Create the folder that it points to, or name another one." },
                { "file/data", "Data:Directory: the directory “data” cannot be made here." },
                { new string('x', 4000), "cannot be made here." },
            };
            if (OperatingSystem.IsLinux())
            {
                // Nobody can create anything in /proc, not even root.
                unusable.Add("/proc/nothing", "Data:Directory: the directory “nothing” cannot be made here.");
                unusable.Add(
                    "/proc/self",
                    "The database file sandbox.db cannot be opened. Check that its folder exists, that this account may read and write there, "
                    + "and that the disk works; Data:Directory names the folder");
            }

            return unusable;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_data_directory_that_cannot_be_used_ends_the_start(string name, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "x", Cancellation);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "dangling"), Path.Combine(_folder.FullName, "nowhere"));
        await using var app = AppProcess.Start(["--urls=http://127.0.0.1:0", "--Data:Directory", Path.Combine(_folder.FullName, name)]);
        var (exitCode, output, errors) = await app.EndAsync(Cancellation);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd();
        Assert.Contains(sentence, line, StringComparison.Ordinal);
        Assert.EndsWith(".", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_a_folder_on_another_disk_is_used()
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var target = Path.Combine(memory, $"dashboard-{Guid.NewGuid():N}");
        Directory.CreateDirectory(target);
        try
        {
            var link = Path.Combine(_folder.FullName, "data");
            Directory.CreateSymbolicLink(link, target);
            await using (var app = AppProcess.Start(["--urls=http://127.0.0.1:0", "--Data:Directory", link]))
            {
                using var client = new HttpClient { BaseAddress = await app.ListeningAsync(Cancellation) };
                Assert.Equal("Healthy", await client.GetStringAsync("/health/ready", Cancellation));
            }

            Assert.True(File.Exists(Path.Combine(target, "sandbox.db")));
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }
}
