namespace BatchDashboard.Cache;

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
    public Task<(JobFacts Jobs, IReadOnlyDictionary<string, ErrorFacts> Errors)> AllFactsAsync(long snapshot, CancellationToken cancellation) =>
        _infos.TryGetValue(snapshot, out var known)
            ? Task.FromResult((known.Facts, known.Errors))
            : _database.ReadAsync(
                (reader, token) => Info(reader, snapshot, token) is { } info
                    ? (info.Facts, info.Errors)
                    : (NoFacts, new Dictionary<string, ErrorFacts>(StringComparer.Ordinal)),
                cancellation);

    /// <summary>Counts over all rows of a snapshot.</summary>
    public async Task<JobFacts> FactsAsync(long snapshot, CancellationToken cancellation) => (await AllFactsAsync(snapshot, cancellation)).Jobs;

    /// <summary>What the jobs of one error code have in common. A null code: failures without one.</summary>
    public Task<ErrorFacts> ErrorFactsAsync(long snapshot, string? errorCode, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) =>
            {
                var code = errorCode is null ? null : StoredText.Clean(errorCode);
                return Info(reader, snapshot, token) is not { } info ? NoErrors
                    : info.Errors.TryGetValue(code ?? "", out var facts) ? facts
                    : info.ReadError(reader, snapshot, code, token);
            },
            cancellation);

    /// <summary>Failures by error code, most frequent first. A null code: failures without one.</summary>
    public Task<IReadOnlyList<(string? Code, long Count)>> ErrorCountsAsync(long snapshot, CancellationToken cancellation) =>
        _database.ReadAsync((reader, _) => FactsBuilder.ByCode(JobGroups.Read(reader, snapshot)), cancellation);
}
