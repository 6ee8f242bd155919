using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace BatchDashboard.Benchmarks.Measures;

/// <summary>What the figures depend on beside the program.</summary>
internal static class Machine
{
    public static IReadOnlyDictionary<string, string> Describe()
    {
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Processor"] = $"{FromFile("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} cores",
            ["Memory"] = string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:F0} GB"),
            ["System"] = $"{FromFile("/etc/os-release", "PRETTY_NAME").Trim('"')}, {RuntimeInformation.OSArchitecture}",
            [".NET"] = $"{Environment.Version}, SDK {Say("dotnet", "--version")}",
            ["SQLite"] = $"{memory.ServerVersion} in the app; {Say("sqlite3", "--version").Split(' ')[0]} the tool",
            ["PostgreSQL"] = Say("psql", "--version"),
            ["Chromium"] = Say(Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "chromium", "--version"),
            ["Hangfire"] = $"{VersionOf("Hangfire.Core")}, Hangfire.PostgreSql {VersionOf("Hangfire.PostgreSql")}",
            ["BenchmarkDotNet"] = VersionOf("BenchmarkDotNet"),
            ["Commit"] = Say("git", "describe", "--always", "--dirty", "--abbrev=9"),
        };
    }

    private static string VersionOf(string assembly) =>
        FileVersionInfo.GetVersionInfo(Assembly.Load(assembly).Location).ProductVersion?.Split('+')[0] ?? "unknown";

    private static string FromFile(string path, string key) =>
        (File.Exists(path) ? File.ReadLines(path) : [])
            .Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOfAny([':', '=']) + 1)..].Trim())
            .FirstOrDefault("unknown");

    private static string Say(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return text.Length > 0 ? text : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "not installed";
        }
    }
}
