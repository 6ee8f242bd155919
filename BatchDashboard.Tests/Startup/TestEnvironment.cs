using System.Collections;
using System.Runtime.CompilerServices;
using Bunit;
using Microsoft.Playwright;
using TestContext = Xunit.TestContext;

namespace BatchDashboard.Tests.Startup;

/// <summary>
/// What the tests and every program that they start see of the machine: a home and a folder for temporary files of their
/// own, and no variable of the user's that could be a setting of the app. Both folders go when the tests have ended.
/// </summary>
internal static class TestEnvironment
{
    // What programs need to be found and to start, on Linux, macOS and Windows.
    private static readonly string[] Kept =
    [
        "PATH", "USER", "LOGNAME", "SHELL", "TZ", "DOTNET_ROOT", "CHROMIUM_PATH", "PLAYWRIGHT_", "DASHBOARD_TEST_", "TESTINGPLATFORM_", "LD_LIBRARY_PATH",
        "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "PROGRAMFILES", "PROGRAMDATA", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    ];

    [ModuleInitializer]
    internal static void Prepare()
    {
        var browsers = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "ms-playwright");
        var folder = Directory.CreateTempSubdirectory("dashboard-tests-");
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).ToList())
        {
            if (!Kept.Any(kept => name.StartsWith(kept, StringComparison.OrdinalIgnoreCase)))
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        Environment.SetEnvironmentVariable("HOME", folder.CreateSubdirectory("home").FullName);
        Environment.SetEnvironmentVariable("LANG", "C.UTF-8");
        foreach (var name in new[] { "TMPDIR", "TEMP", "TMP" })
        {
            Environment.SetEnvironmentVariable(name, folder.FullName);
        }

        // Playwright's own browsers stay the user's.
        if (Directory.Exists(browsers) && Environment.GetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH") is null)
        {
            Environment.SetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH", browsers);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
        BunitContext.DefaultWaitTimeout = Waiting.Limit;
        Assertions.SetDefaultExpectTimeout((float)Waiting.Limit.TotalMilliseconds);
    }

    /// <summary>
    /// Deletes the data of an app that ended in this process. A request that was under way may still store its answer: what
    /// cannot be deleted for that goes with the folder of all tests.
    /// </summary>
    public static void Discard(DirectoryInfo data)
    {
        try
        {
            data.Delete(recursive: true);
        }
        catch (IOException exception)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{data.FullName} is left to the end of the run: {exception.Message}");
        }
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{folder.FullName} could not be deleted: {exception.Message}");
        }
    }
}
