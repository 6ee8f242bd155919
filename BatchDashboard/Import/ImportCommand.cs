using System.Globalization;

namespace BatchDashboard.Import;

/// <summary><c>import FILE|FOLDER…</c> on the command line; <c>-</c> is the standard input.</summary>
public static class ImportCommand
{
    public const string Name = "import";

    /// <summary>Saved results belong to the live cache, which the cache mode reads; the sandbox's is another file.</summary>
    public const string SourceSetting = "--Results:Source=Cache";

    private const int Imported = 0;
    private const int SomeRefused = 1;
    private const int WrongUse = 2;

    // One transaction: few enough that little is lost when one fails, enough that the disk is not asked for each file.
    private const int MaxFilesAtOnce = 250;
    private const long MaxBytesAtOnce = 16_000_000;

    /// <summary>
    /// One line for each file that was named; for the files of a folder a line of progress now and then, one for each that was refused, and
    /// the sum at the end. 0 when all were taken, 1 when one was refused, 2 when none was named.
    /// </summary>
    public static async Task<int> RunAsync(
        string[] files, IServiceProvider services, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (files.Length == 0)
        {
            await error.WriteLineAsync($"Usage: {Name} FILE|FOLDER…  (saved answers of Get Batch Results; of a folder all .json files; - reads the standard input)");
            return WrongUse;
        }

        var import = services.GetRequiredService<ResultsImport>();
        var isRefused = false;
        foreach (var file in files)
        {
            isRefused |= Directory.Exists(file)
                ? await ImportFolderAsync(import, file, output, error, cancellation)
                : await TellAsync(await ImportFileAsync(import, file, cancellation), output, error);
        }

        return isRefused ? SomeRefused : Imported;
    }

    private static async Task<ImportReport> ImportFileAsync(ResultsImport import, string file, CancellationToken cancellation)
    {
        if (file != "-")
        {
            return (await import.ImportAsync([file], cancellation))[0];
        }

        await using var content = Console.OpenStandardInput();
        return await import.ImportAsync(content, "standard input", cancellation);
    }

    private static async Task<bool> ImportFolderAsync(ResultsImport import, string folder, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        List<string> files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*.json", new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive })
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await TellAsync(ResultsImport.Refused(folder, "The folder cannot be read.", "Check that you may read it."), output, error);
        }

        if (files.Count == 0)
        {
            return await TellAsync(ResultsImport.Refused(folder, "The folder has no .json files.", "Save answers of “Get Batch Results” there as they came."), output, error);
        }

        var sum = new Sum();
        foreach (var some in Groups(files))
        {
            foreach (var report in await import.ImportAsync(some, cancellation))
            {
                sum.Add(report);
                if (report.Problem is not null)
                {
                    await TellAsync(report, output, error);
                }
            }

            if (files.Count > MaxFilesAtOnce)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{sum.Files:N0} of {files.Count:N0} files"));
            }
        }

        await output.WriteLineAsync($"{folder}: {sum.Said}");
        return sum.Refused > 0;
    }

    private static IEnumerable<List<string>> Groups(List<string> files)
    {
        var group = new List<string>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var size = new FileInfo(file) is { Exists: true } info ? info.Length : 0;
            if (group.Count == MaxFilesAtOnce || (group.Count > 0 && bytes + size > MaxBytesAtOnce))
            {
                yield return group;
                (group, bytes) = ([], 0);
            }

            group.Add(file);
            bytes += size;
        }

        yield return group;
    }

    // True when it was refused.
    private static async Task<bool> TellAsync(ImportReport report, TextWriter output, TextWriter error)
    {
        if (report.Problem is { } problem)
        {
            await error.WriteLineAsync($"{report.FileName}: {problem.Sentence} {problem.Advice}");
            return true;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.FileName}: {Said(report)}"));
        return false;
    }

    private static string Said(ImportReport report) => report switch
    {
        { AlreadyHere: 0 } => string.Create(CultureInfo.InvariantCulture, $"{report.Jobs:N0} jobs of batch {report.Batch}{report.AndOthers}"),
        { Jobs: 0 } => string.Create(CultureInfo.InvariantCulture, $"{report.AlreadyHere:N0} jobs of batch {report.Batch}{report.AndOthers} are already here"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{report.Jobs:N0} jobs of batch {report.Batch}{report.AndOthers}; {report.AlreadyHere:N0} are already here"),
    };

    /// <summary>What became of the files of a folder.</summary>
    private sealed class Sum
    {
        private long _jobs;
        private long _alreadyHere;

        public int Files { get; private set; }

        public int Refused { get; private set; }

        public string Said
        {
            get
            {
                var said = string.Create(CultureInfo.InvariantCulture, $"{_jobs:N0} jobs from {Files - Refused:N0} of {Files:N0} files");
                said += _alreadyHere == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {_alreadyHere:N0} are already here");
                return said + (Refused == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {Refused:N0} {(Refused == 1 ? "file" : "files")} refused"));
            }
        }

        public void Add(ImportReport report)
        {
            Files++;
            Refused += report.Problem is null ? 0 : 1;
            _jobs += report.Jobs;
            _alreadyHere += report.AlreadyHere;
        }
    }
}
