using System.Diagnostics;

namespace BatchDashboard.Benchmarks.Http;

/// <summary>One page of one server, asked over and over.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Path">The path of the n-th request: not the same page each time.</param>
/// <param name="Mark">Text that the right answer holds.</param>
internal sealed record PageTimes(string Name, HttpClient Client, Func<int, string> Path, string Mark)
{
    private readonly List<double> _milliseconds = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public int Bytes { get; private set; }

    /// <summary>Asks without noting the time.</summary>
    public Task WarmAsync(int turn, CancellationToken cancellation) => AskAsync(turn, cancellation);

    public async Task MeasureAsync(int turn, CancellationToken cancellation) => _milliseconds.Add(await AskAsync(turn, cancellation));

    private async Task<double> AskAsync(int turn, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var html = await Client.GetStringAsync(Path(turn), cancellation);
        var time = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        Bytes = System.Text.Encoding.UTF8.GetByteCount(html);
        return html.Contains(Mark, StringComparison.Ordinal)
            ? time
            : throw new InvalidOperationException($"{Path(turn)} answered with another page than the one that was asked for: there is no \"{Mark}\" in it.");
    }
}
