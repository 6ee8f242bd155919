namespace BatchDashboard.Data.Columns;

/// <summary>Finds jobs by a text.</summary>
internal static class TextSearch
{
    /// <summary>All jobs whose name, ids or error contain the text.</summary>
    public static Task<MatchSet> AllAsync(CopyColumns copy, string text, CancellationToken cancellation) =>
        AllAsync(copy, ColumnBuilder.Texts, text, cancellation);

    /// <summary>All jobs with the text in one of the columns; none for an empty text.</summary>
    public static async Task<MatchSet> AllAsync(CopyColumns copy, IReadOnlyList<ColumnKind> columns, string text, CancellationToken cancellation)
    {
        var groups = await copy.GroupsAsync(cancellation);
        var matches = new MatchSet(groups.Length, copy.Groups.All.Count);
        if (TextColumn.Encode(text) is { Length: > 0 } encoded)
        {
            foreach (var kind in columns)
            {
                (await copy.TextsAsync(kind, cancellation)).Find(
                    encoded,
                    job =>
                    {
                        matches.Add(job, groups[job]);
                        return true;
                    },
                    cancellation);
            }
        }

        return matches;
    }

    /// <summary>The first jobs whose name or ids contain the text.</summary>
    public static async Task<IReadOnlyList<int>> FirstAsync(CopyColumns copy, string text, int most, CancellationToken cancellation)
    {
        var found = new List<int>();
        if (TextColumn.Encode(text) is { Length: > 0 } encoded)
        {
            foreach (var kind in (ColumnKind[])[ColumnKind.Names, ColumnKind.JobIds, ColumnKind.MediaIds])
            {
                found.AddRange(await FindAsync(copy, kind, encoded, most, cancellation));
            }
        }

        return [.. found.Distinct().Order().Take(most)];
    }

    /// <summary>The first jobs that have the whole text in a column, but for the case of letters.</summary>
    public static async Task<IReadOnlyList<int>> WholeAsync(CopyColumns copy, ColumnKind kind, string text, int most, CancellationToken cancellation) =>
        TextColumn.Encode(text) is { Length: > 0 } encoded ? await FindAsync(copy, kind, TextColumn.Whole(encoded), most, cancellation) : [];

    /// <summary>Jobs by their keys: the job id, or <c>row-N</c> for the job at place N - 1.</summary>
    public static async Task<List<(string Key, int Job)>> KeyedAsync(CopyColumns copy, IReadOnlySet<string> keys, CancellationToken cancellation)
    {
        var found = new List<(string, int)>();
        if (keys.Count == 0)
        {
            return found;
        }

        var places = await copy.PlacesAsync(cancellation);
        var count = (await copy.GroupsAsync(cancellation)).Length;
        var byText = new Dictionary<string, string>(keys.Count, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            byText[StoredText.Fold(key)] = key;
            if (RowOf(key) is { } ordinal && places.JobFrom(ordinal) is var job && job < count && places[job] == ordinal)
            {
                found.Add((key, job));
            }
        }

        Look(await copy.TextsAsync(ColumnKind.JobIds, cancellation), byText, found);
        return found;
    }

    private static void Look(TextColumn ids, Dictionary<string, string> keys, List<(string Key, int Job)> found)
    {
        var lookup = keys.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> text = stackalloc char[256];
        var job = 0;
        foreach (var id in ids)
        {
            if (id.Length is > 0 and <= 256 && lookup.TryGetValue(text[..System.Text.Encoding.UTF8.GetChars(id, text)], out var key))
            {
                found.Add((key, job));
            }

            job++;
        }
    }

    private static long? RowOf(string key) =>
        key.StartsWith("row-", StringComparison.Ordinal) && long.TryParse(key.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number - 1
            : null;

    private static async Task<List<int>> FindAsync(CopyColumns copy, ColumnKind kind, byte[] text, int most, CancellationToken cancellation)
    {
        var found = new List<int>();
        (await copy.TextsAsync(kind, cancellation)).Find(
            text,
            job =>
            {
                found.Add(job);
                return found.Count < most;
            },
            cancellation);
        return found;
    }
}
