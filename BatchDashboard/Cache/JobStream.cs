using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace BatchDashboard.Cache;

/// <summary>
/// The jobs of one whole copy, read while somebody uses them. All come from that copy: a transaction goes on seeing it
/// when a newer one takes its place. But a transaction that stays open keeps the log of writes from being cleared, so it
/// ends when its reader is slow; the next one finds the copy again, or says that it is gone.
/// </summary>
internal sealed class JobStream(CacheDatabase database, long snapshot, BlockRows rows, TimeProvider time)
{
    // One is filled, one waits, one is in use.
    private const int Blocks = 3;

    // How long a transaction waits for its reader to take a block, and how long it stays open at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSitting = TimeSpan.FromSeconds(30);

    /// <exception cref="CopyGoneException">A newer copy took its place while it was read.</exception>
    public async IAsyncEnumerable<JobBlock> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (free, full) = (Channel.CreateUnbounded<JobBlock>(), Channel.CreateUnbounded<JobBlock>());
        for (var i = 0; i < Blocks; i++)
        {
            free.Writer.TryWrite(new JobBlock());
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var filling = FillAsync(free.Reader, full.Writer, ended.Token);
        try
        {
            await foreach (var block in full.Reader.ReadAllAsync(cancellation))
            {
                yield return block;
                free.Writer.TryWrite(block);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await filling;
        }
    }

    // Never throws: whoever reads gets the failure.
    private async Task FillAsync(ChannelReader<JobBlock> free, ChannelWriter<JobBlock> full, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            while (await free.WaitToReadAsync(cancellation) && await database.ReadAsync((reader, token) => Sit(reader, free, full, token), cancellation))
            {
            }
        }
        catch (Exception error)
        {
            failure = error;
        }

        full.Complete(failure);
    }

    // One transaction. True when there is more to read.
    private bool Sit(CacheReader reader, ChannelReader<JobBlock> free, ChannelWriter<JobBlock> full, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        if (CacheReader.Number(reader.Prepare("SELECT completed_at IS NOT NULL FROM snapshots WHERE key = ?1").Bind(1, snapshot)) != 1)
        {
            throw new CopyGoneException();
        }

        while (time.GetElapsedTime(began) < LongestSitting && IsRoom(free, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!free.TryRead(out var block) || !rows.Fill(block, reader))
            {
                return false;
            }

            full.TryWrite(block);
        }

        return true;
    }

    private static bool IsRoom(ChannelReader<JobBlock> free, CancellationToken cancellation)
    {
        var room = free.WaitToReadAsync(cancellation);
        return room.IsCompletedSuccessfully || room.AsTask().Wait(Patience, cancellation);
    }
}

/// <summary>The copy that was being read is not there any more.</summary>
public sealed class CopyGoneException()
    : Exception("A newer copy of the batch took the place of the one that was being read.");
