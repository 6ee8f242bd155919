using BenchmarkDotNet.Attributes;

namespace BatchDashboard.Benchmarks.Service;

/// <summary>What BenchmarkDotNet runs: the case of the present run, asked once an iteration.</summary>
#pragma warning disable CA1515, MA0053 // BenchmarkDotNet wants a public class that can be derived from.
public class ServiceBenchmark
#pragma warning restore CA1515, MA0053
{
    private ServiceCase _case = null!;
    private long _turn;

    public static IEnumerable<string> Titles => Current.Keys;

    /// <summary>The cases by their titles. The toolchain runs them in this process, where they share one host.</summary>
    internal static IReadOnlyDictionary<string, ServiceCase> Current { get; set; } = new Dictionary<string, ServiceCase>(StringComparer.Ordinal);

    [ParamsSource(nameof(Titles))]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _case = Current[Case];

    [Benchmark]
    public Task<int> Service() => _case.Ask(_turn++);

    [Benchmark]
    public int ByHand() => _case.AskByHand!(_turn++);
}
