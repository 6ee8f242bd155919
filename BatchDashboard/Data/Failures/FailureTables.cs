using BatchDashboard.Data.Columns;

namespace BatchDashboard.Data.Failures;

/// <summary>Brings the failures of copies: with their messages, and with details where somebody asks for them.</summary>
internal sealed class FailureTables(Database database, CopyCache cache)
{
    public async Task<FailureTable> GetAsync(CopyColumns copy, bool withDetails, CancellationToken cancellation)
    {
        var table = await cache.GetAsync(
            (copy.Snapshot, copy.Revision, "failures"),
            () => database.ReadAsync((context, token) => FailureTable.ReadAsync(context, copy, token), cancellation),
            made => made.Bytes,
            cancellation);
        return withDetails
            ? await cache.GetAsync(
                (copy.Snapshot, copy.Revision, "failures with details"),
                () => database.ReadAsync(table.WithDetailsAsync, cancellation),
                made => made.Bytes,
                cancellation)
            : table;
    }
}
