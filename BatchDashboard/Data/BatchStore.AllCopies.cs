using System.Runtime.CompilerServices;
using BatchDashboard.Data.Columns;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <content>Questions over the jobs of all batches.</content>
public sealed partial class BatchStore
{
    private const int MaxOrigins = 100;

    // Parameters of one query.
    private const int MaxNamedCopies = 500;

    private static readonly ColumnKind[] NamesAndIds = [ColumnKind.Names, ColumnKind.JobIds, ColumnKind.MediaIds];

    /// <summary>Jobs of all copies whose name or id contains the text, those of the newest batch first, at most so many.</summary>
    public async Task<IReadOnlyList<(CachedBatch Batch, StoredJob Job)>> SearchAsync(string text, int most, CancellationToken cancellation)
    {
        var found = new List<(CachedBatch, StoredJob)>();
        var encoded = TextColumn.Encode(text);
        await foreach (var (batch, copy, jobs) in FindInAllAsync(NamesAndIds, encoded, most, cancellation))
        {
            found.AddRange((await ListAsync(copy, [.. jobs.Take(most - found.Count)], cancellation)).Select(job => (batch, job)));
            if (found.Count >= most)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The jobs that made a media item, newest batch first; at most a hundred.</summary>
    public async Task<IReadOnlyList<(CachedBatch Batch, StoredJob Job)>> FindMediaOriginsAsync(string mediaId, CancellationToken cancellation)
    {
        var (id, found) = (SoundText.Clean(mediaId), new List<(CachedBatch, StoredJob)>());
        var encoded = TextColumn.Encode(id);
        await foreach (var (batch, copy, jobs) in FindInAllAsync([ColumnKind.MediaIds], encoded.Length == 0 ? [] : TextColumn.Whole(encoded), MaxOrigins, cancellation))
        {
            found.AddRange((await WithMediaAsync(copy, jobs, id, cancellation)).Select(job => (batch, job)));
            if (found.Count >= MaxOrigins)
            {
                break;
            }
        }

        return found.Count > MaxOrigins ? found[..MaxOrigins] : found;
    }

    /// <summary>Copies with a text in one of the columns, those of the newest batch first, each with the first such jobs in order.</summary>
    private async IAsyncEnumerable<(CachedBatch Batch, CopyColumns Copy, IReadOnlyList<int> Jobs)> FindInAllAsync(
        IReadOnlyList<ColumnKind> kinds, byte[] text, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (text.Length == 0)
        {
            yield break;
        }

        var hits = new Dictionary<long, List<int>>();
        foreach (var kind in kinds)
        {
            foreach (var (snapshot, texts) in await _texts.GetAsync(kind, cancellation))
            {
                Collect(hits, snapshot, texts, text, most, cancellation);
            }
        }

        foreach (var snapshot in await FillingAloneAsync(cancellation))
        {
            if (await _columns.OpenAsync(snapshot, cancellation) is { } copy)
            {
                foreach (var kind in kinds)
                {
                    Collect(hits, snapshot, await copy.TextsAsync(kind, cancellation), text, most, cancellation);
                }
            }
        }

        foreach (var (id, snapshot) in await NewestFirstAsync(hits, cancellation))
        {
            if (await _columns.OpenAsync(snapshot, cancellation) is { } copy && await FindAsync(id, cancellation) is { } batch)
            {
                yield return (batch, copy, [.. hits[snapshot].Distinct().Order()]);
            }
        }
    }

    private static void Collect(Dictionary<long, List<int>> hits, long snapshot, TextColumn texts, byte[] text, int most, CancellationToken cancellation)
    {
        var count = 0;
        texts.Find(
            text,
            job =>
            {
                if (!hits.TryGetValue(snapshot, out var jobs))
                {
                    hits[snapshot] = jobs = [];
                }

                jobs.Add(job);
                return ++count < most;
            },
            cancellation);
    }

    // Copies that fill, of batches without a whole one.
    private Task<List<long>> FillingAloneAsync(CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Snapshots
            .Where(row => row.CompletedAt == null && !context.Snapshots.Any(other => other.BatchKey == row.BatchKey && other.CompletedAt != null))
            .Select(row => row.Key)
            .ToListAsync(token),
        cancellation);

    private Task<List<(BatchId Id, long Snapshot)>> NewestFirstAsync(Dictionary<long, List<int>> hits, CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var keys = hits.Keys.Take(MaxNamedCopies).ToList();
            var all = context.Snapshots.Join(
                context.Batches.Where(batch => batch.FetchedAt != null),
                row => row.BatchKey,
                batch => batch.Key,
                (row, batch) => new { row.Key, batch.BatchId, batch.ListedAt, BatchKey = batch.Key });
            all = hits.Count > keys.Count ? all : all.Where(row => keys.Contains(row.Key));
            var found = await all.OrderByDescending(row => row.ListedAt).ThenByDescending(row => row.BatchKey).ToListAsync(token);
            return found.Where(row => hits.ContainsKey(row.Key)).Select(row => (BatchId.Parse(row.BatchId), row.Key)).ToList();
        },
        cancellation);

    private async Task<IReadOnlyList<StoredJob>> WithMediaAsync(CopyColumns copy, IReadOnlyList<int> jobs, string id, CancellationToken cancellation)
    {
        var (places, isRepeat) = (await copy.PlacesAsync(cancellation), await copy.IsRepeatAsync(cancellation));
        return await _database.ReadAsync(
            async (context, token) =>
            {
                var found = new List<StoredJob>();
                foreach (var row in await JobTable.AtAsync(context, copy.Snapshot, [.. jobs.Select(job => places[job])], withRaw: true, token))
                {
                    // The column is folded: the row tells whether the letters are the same.
                    if (row.MediaId == id)
                    {
                        found.Add(JobTable.Read(row, copy.Groups, isRepeat));
                    }
                }

                return found;
            },
            cancellation);
    }
}
