using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    private static readonly JobFacts NoFacts = new(0, 0, 0, 0, [], [], [], 0, 0, null, 0);
    private static readonly ErrorFacts NoErrors = new(0, [], [], [], null, null, []);

    /// <summary>Everything that a batch page needs to know about all rows of a snapshot, and what its failures have in common.</summary>
    /// <remarks>
    /// Errors of the 30 most frequent codes, "" for failures without one: the 50 most frequent endings and messages, and
    /// the first 20 jobs. Details are read of the first 5,000 jobs that have any: the 20 most frequent keys, with the 8 most
    /// frequent values each; a list of plain values counts as one value, and what is nested deeper is left out. Of a whole
    /// copy all this was made with it; of one that fills it is made anew, at the cost of a look at all its rows.
    /// </remarks>
    public async Task<(JobFacts Jobs, IReadOnlyDictionary<string, ErrorFacts> Errors)> AllFactsAsync(long snapshot, CancellationToken cancellation) =>
        await _columns.OpenAsync(snapshot, cancellation) is { } copy && await InfoAsync(copy, cancellation) is var info
            ? (info.Facts, info.Errors)
            : (NoFacts, new Dictionary<string, ErrorFacts>(WordComparer.Instance));

    /// <summary>Counts over all rows of a snapshot.</summary>
    public async Task<JobFacts> FactsAsync(long snapshot, CancellationToken cancellation) => (await AllFactsAsync(snapshot, cancellation)).Jobs;

    /// <summary>What the jobs of one error code have in common. A null code: failures without one.</summary>
    public async Task<ErrorFacts> ErrorFactsAsync(long snapshot, string? errorCode, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return NoErrors;
        }

        var code = errorCode is null ? null : SoundText.Clean(errorCode);
        return (await InfoAsync(copy, cancellation)).Errors.TryGetValue(code ?? "", out var facts)
            ? facts
            : await _database.ReadAsync((context, token) => SnapshotInfo.ReadErrorAsync(context, copy, code, token), cancellation);
    }

    /// <summary>Failures by error code, most frequent first. A null code: failures without one.</summary>
    public async Task<IReadOnlyList<(string? Code, long Count)>> ErrorCountsAsync(long snapshot, CancellationToken cancellation) =>
        FactsBuilder.ByCode(await _database.ReadAsync((context, token) => JobGroups.ReadAsync(context, snapshot, token), cancellation));
}
