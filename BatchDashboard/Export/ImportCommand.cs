using System.Globalization;

namespace BatchDashboard.Export;

/// <summary><c>import FILE…</c> on the command line; <c>-</c> is the standard input.</summary>
public static class ImportCommand
{
    public const string Name = "import";

    /// <summary>Saved results belong to the live cache, which the cache mode reads; the sandbox's is another file.</summary>
    public const string SourceSetting = "--Results:Source=Cache";

    private const int Imported = 0;
    private const int SomeRefused = 1;
    private const int WrongUse = 2;

    /// <summary>One line a file. 0 when all were taken, 1 when one was refused, 2 when none was named.</summary>
    public static async Task<int> RunAsync(
        string[] files, IServiceProvider services, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (files.Length == 0)
        {
            await error.WriteLineAsync($"Usage: {Name} FILE…  (saved answers of Get Batch Results; - reads the standard input)");
            return WrongUse;
        }

        var import = services.GetRequiredService<ResultsImport>();
        var exitCode = Imported;
        foreach (var file in files)
        {
            var report = await ImportAsync(import, file, cancellation);
            if (report.Problem is { } problem)
            {
                exitCode = SomeRefused;
                await error.WriteLineAsync($"{report.FileName}: {problem.Sentence} {problem.Advice}");
            }
            else
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.FileName}: {Said(report)}"));
            }
        }

        return exitCode;
    }

    private static string Said(ImportReport report) => report switch
    {
        { AlreadyHere: 0 } => string.Create(CultureInfo.InvariantCulture, $"{report.Jobs:N0} jobs of batch {report.Batch}{report.AndOthers}"),
        { Jobs: 0 } => string.Create(CultureInfo.InvariantCulture, $"{report.AlreadyHere:N0} jobs of batch {report.Batch}{report.AndOthers} are already here"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{report.Jobs:N0} jobs of batch {report.Batch}{report.AndOthers}; {report.AlreadyHere:N0} are already here"),
    };

    private static async Task<ImportReport> ImportAsync(ResultsImport import, string file, CancellationToken cancellation)
    {
        try
        {
            await using var content = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            return await import.ImportAsync(content, file == "-" ? "standard input" : Path.GetFileName(file), cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Directory.Exists(file) ? ResultsImport.Refused(file, "This is a directory.", "Name the files in it.")
                : File.Exists(file) ? ResultsImport.Refused(file, "The file cannot be opened.", "Check that you may read it.")
                : ResultsImport.Refused(file, "There is no such file.", "Check its name and the directory.");
        }
    }
}
