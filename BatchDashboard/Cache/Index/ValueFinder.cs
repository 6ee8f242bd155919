namespace BatchDashboard.Cache.Index;

/// <summary>Finds jobs by a whole id.</summary>
internal static class ValueFinder
{
    /// <summary>The first job with the id, letter by letter.</summary>
    public static long? JobId(IndexView view, string id, CancellationToken cancellation)
    {
        var found = Find(view, IndexKind.JobIds, "SELECT job_id FROM jobs WHERE key = ?1", id, 1, cancellation);
        return found.Count > 0 ? found[0] : null;
    }

    public static IReadOnlyList<long> MediaId(IndexView view, string id, int most, CancellationToken cancellation) =>
        Find(view, IndexKind.MediaIds, "SELECT media_id FROM jobs WHERE key = ?1", id, most, cancellation);

    /// <summary>The first jobs whose file has the name, in any case of letters.</summary>
    public static IReadOnlyList<long> Name(IndexView view, string name, int most, CancellationToken cancellation) =>
        Find(view, IndexKind.Names, null, name, most, cancellation);

    private static List<long> Find(IndexView view, IndexKind column, string? sql, string id, int most, CancellationToken cancellation)
    {
        var found = new List<long>();
        var folded = TextSearch.Encode(id);
        if (folded.Length == 0)
        {
            return found;
        }

        bool Check(long ordinal, int code)
        {
            if (sql is null || IsSame(view, sql, ordinal, id))
            {
                found.Add(ordinal);
            }

            return found.Count < most;
        }

        TextSearch.Each(view, [column], TextScan.Whole(folded), Check, cancellation);
        return found;
    }

    // The column is folded: the row tells whether the letters are the same.
    private static bool IsSame(IndexView view, string sql, long ordinal, string id)
    {
        var row = view.Reader.Prepare(sql).Bind(1, JobKey.Of(view.Snapshot, ordinal));
        var isSame = row.Step() && row.Text(0) == id;
        row.Reset();
        return isSame;
    }
}
