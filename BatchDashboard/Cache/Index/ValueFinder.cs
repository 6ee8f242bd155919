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

    /// <summary>The places of many jobs by their keys: the job id, or <c>row-N</c> for the job at place N - 1.</summary>
    public static HashSet<long> JobKeys(IndexView view, IReadOnlySet<string> keys, CancellationToken cancellation) =>
        [.. Keyed(view, keys, cancellation).Select(job => job.Place)];

    /// <summary>The same, with the key of each.</summary>
    public static List<(string Key, long Place)> Keyed(IndexView view, IReadOnlySet<string> keys, CancellationToken cancellation)
    {
        var found = new List<(string, long)>();
        if (keys.Count == 0)
        {
            return found;
        }

        var byText = new Dictionary<string, string>(keys.Count, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            byText[StoredText.Fold(key)] = key;
            if (key.StartsWith("row-", StringComparison.Ordinal) && long.TryParse(key.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                found.Add((key, number - 1));
            }
        }

        var lookup = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> text = stackalloc char[256];
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            // Values with a NUL before the first and after each.
            var column = view.Column(IndexKind.JobIds, chunk)[1..];
            for (var place = 0L; !column.IsEmpty; place++)
            {
                var length = column.IndexOf((byte)0);
                if (length is > 0 and <= 256 && lookup.TryGetValue(text[..System.Text.Encoding.UTF8.GetChars(column[..length], text)], out var key))
                {
                    found.Add((key, ((long)chunk * IndexTable.ChunkSize) + place));
                }

                column = column[(length + 1)..];
            }
        }

        return found;
    }

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
