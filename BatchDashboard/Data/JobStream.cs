using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BatchDashboard.Queries;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>Which jobs of a copy are walked through, and in which order.</summary>
public sealed record JobWalk
{
    private JobWalk()
    {
    }

    /// <summary>All jobs in the API's own order.</summary>
    public static JobWalk All { get; } = new();

    internal JobQuery? Query { get; private init; }

    internal IReadOnlyList<long>? Ordinals { get; private init; }

    /// <summary>The jobs that match, in the filter's order.</summary>
    public static JobWalk Of(JobQuery query) => new() { Query = query };

    /// <summary>These jobs, in this order.</summary>
    public static JobWalk Of(IReadOnlyList<long> ordinals) => new() { Ordinals = ordinals };
}

/// <summary>
/// The jobs of one whole copy, read while somebody uses them. All come from that copy: a transaction goes on seeing it
/// when a newer one takes its place. But a transaction that stays open keeps the log of writes from being cleared, so it
/// ends when its reader is slow; the next one finds the copy again, or says that it is gone.
/// </summary>
/// <param name="ordinals">Null for all jobs in the API's order.</param>
internal sealed class JobStream(
    Database database, long snapshot, IReadOnlyList<long>? ordinals, JobGroups groups, Func<long, bool> isRepeat, TimeProvider time)
{
    private const int MostJobs = 1024;

    // Names of ordinary length need less; a few very long texts must not make every block as long.
    private const int MostChars = 512 * 1024;

    // Jobs of a list that are looked up at once.
    private const int MostListed = 100;

    // One is read, one waits, one is in use.
    private const int BlocksAhead = 1;

    // How long a transaction waits for its reader to take a block, and how long it stays open at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSitting = TimeSpan.FromSeconds(30);

    // The ordinal from which on a plain walk goes on; the place in the list from which any other does.
    private long _position;

    /// <exception cref="CopyGoneException">A newer copy took its place while it was read.</exception>
    public async IAsyncEnumerable<IReadOnlyList<StoredJob>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var blocks = Channel.CreateBounded<IReadOnlyList<StoredJob>>(BlocksAhead);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = FillAsync(blocks.Writer, ended.Token);
        try
        {
            await foreach (var block in blocks.Reader.ReadAllAsync(cancellation))
            {
                yield return block;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
        }
    }

    // Never throws: whoever reads gets the failure.
    private async Task FillAsync(ChannelWriter<IReadOnlyList<StoredJob>> blocks, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            while (await blocks.WaitToWriteAsync(cancellation) && await database.ReadAsync((context, token) => SitAsync(context, blocks, token), cancellation))
            {
            }
        }
        catch (Exception error)
        {
            failure = error;
        }

        blocks.Complete(failure);
    }

    // One transaction. True when there is more to read.
    private async Task<bool> SitAsync(DashboardContext context, ChannelWriter<IReadOnlyList<StoredJob>> blocks, CancellationToken cancellation)
    {
        if (!await context.Snapshots.AnyAsync(row => row.Key == snapshot && row.CompletedAt != null, cancellation))
        {
            throw new CopyGoneException();
        }

        var began = time.GetTimestamp();
        await foreach (var (block, next) in ordinals is null ? InOrderAsync(context, cancellation) : ListedAsync(context, ordinals, cancellation))
        {
            if (time.GetElapsedTime(began) > LongestSitting || !await IsRoomAsync(blocks, cancellation))
            {
                return true;
            }

            blocks.TryWrite(block);
            _position = next;
        }

        return false;
    }

    private async Task<bool> IsRoomAsync(ChannelWriter<IReadOnlyList<StoredJob>> blocks, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await blocks.WaitToWriteAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<(IReadOnlyList<StoredJob> Block, long Next)> InOrderAsync(
        DashboardContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (block, chars) = (new List<StoredJob>(MostJobs), 0);
        await foreach (var row in JobTable.Of(context, snapshot, _position).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            block.Add(JobTable.Read(row, groups, isRepeat));
            chars += (row.FileName?.Length ?? 0) + (row.Raw?.Length ?? 0);
            if (block.Count == MostJobs || chars > MostChars)
            {
                yield return (block, block[^1].Ordinal + 1);
                (block, chars) = (new List<StoredJob>(MostJobs), 0);
            }
        }

        if (block.Count > 0)
        {
            yield return (block, block[^1].Ordinal + 1);
        }
    }

    private async IAsyncEnumerable<(IReadOnlyList<StoredJob> Block, long Next)> ListedAsync(
        DashboardContext context, IReadOnlyList<long> all, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var next = (int)_position; next < all.Count;)
        {
            var some = all.Skip(next).Take(MostListed).ToList();
            next += some.Count;
            var rows = await JobTable.AtAsync(context, snapshot, some, withRaw: true, cancellation);
            yield return (rows.ConvertAll(row => JobTable.Read(row, groups, isRepeat)), next);
        }
    }
}

/// <summary>The copy that was being read is not there any more.</summary>
public sealed class CopyGoneException()
    : Exception("A newer copy of the batch took the place of the one that was being read.");
