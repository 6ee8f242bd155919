using System.Globalization;

namespace BatchDashboard.Benchmarks;

/// <summary>What is measured, and where its files are.</summary>
internal sealed record BenchmarkOptions
{
    public static readonly string[] AllParts = ["ingest", "start", "service", "http", "lists", "import", "changes", "export", "browser", "circuits", "grouping", "matching", "upload"];

    /// <summary>Jobs of the batches that are measured.</summary>
    public IReadOnlyList<long> Sizes { get; init; } = [100_000, 1_000_000];

    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <summary>Failed jobs in Hangfire's storage; each is compared with a batch of as many.</summary>
    public IReadOnlyList<long> HangfireJobs { get; init; } = [100_000, 1_000_000];

    /// <summary>Open pages of the part <c>circuits</c>.</summary>
    public int Circuits { get; init; } = 200;

    /// <summary>Copies all batches anew, though they are there.</summary>
    public bool Fresh { get; init; }

    public string Report { get; init; } = Path.Combine("docs", "performance.md");

    /// <summary>As it was typed, for the report.</summary>
    public string Command { get; init; } = "./benchmarks.sh";

    private static string Root { get; } = Path.GetFullPath(Path.Combine("artifacts", "benchmarks"));

    public static string AppProgram { get; } = Path.Combine(Root, "app", "BatchDashboard.dll");

    public static string Results { get; } = Path.Combine(Root, "results");

    public static string Logs { get; } = Path.Combine(Root, "logs");

    /// <summary>The data directory of the dashboard that has one batch of so many jobs.</summary>
    public static string Data(long jobs) => Path.Combine(Root, "data", jobs.ToString(CultureInfo.InvariantCulture));

    public static string Scratch(string name) => Path.Combine(Root, "scratch", name);

    /// <exception cref="FormatException">An argument is not one of these.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions { Command = "./benchmarks.sh " + string.Join(' ', arguments) };
        for (var place = 0; place < arguments.Count; place++)
        {
            var name = arguments[place];
            string Value() => ++place < arguments.Count ? arguments[place] : throw new FormatException($"{name} needs a value.");
            options = name switch
            {
                "--sizes" => options with { Sizes = Numbers(name, Value()) },
                "--hangfire-jobs" => options with { HangfireJobs = Numbers(name, Value()) },
                "--parts" => options with { Parts = PartNames(Value()) },
                "--circuits" => options with { Circuits = (int)Numbers(name, Value())[0] },
                "--report" => options with { Report = Value() },
                "--fresh" => options with { Fresh = true },
                _ => throw new FormatException($"{name} is no option. There are --sizes, --parts, --hangfire-jobs, --circuits, --report and --fresh."),
            };
        }

        return options;
    }

    private static long[] Numbers(string name, string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text =>
            long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= int.MaxValue
                ? number
                : throw new FormatException($"{name} takes whole numbers separated by commas, not {text}."))];

    private static string[] PartNames(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part =>
            AllParts.Contains(part, StringComparer.Ordinal) ? part : throw new FormatException($"There is no part {part}; there are {string.Join(", ", AllParts)}."))];
}
