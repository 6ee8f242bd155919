using System.Buffers;
using BatchDashboard.Lineage;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>
/// The files of one batch as they come from the browser, one section each in the order of the batch, passed on piece by
/// piece. Nothing is kept. A file that is not as large as announced ends it, for then it is not the file that was chosen.
/// </summary>
internal sealed class UploadedFiles(MultipartReader sections, IReadOnlyList<ResubmittedFile> files, RunningUpload running)
{
    private const int PieceBytes = 65_536;

    /// <summary>What was wrong with what the browser sent; null while nothing was.</summary>
    public string? Problem { get; private set; }

    /// <summary>All files were passed on, and so the API may have understood the request.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Passes the next file on. Called once for each, in order.</summary>
    public async Task CopyAsync(int place, Stream target, CancellationToken cancellation)
    {
        try
        {
            await CopySectionAsync(place, target, cancellation);
        }
        catch (BrokenUploadException broken)
        {
            Problem = broken.Message;
            throw;
        }

        IsComplete = place == files.Count - 1;
    }

    private async Task CopySectionAsync(int place, Stream target, CancellationToken cancellation)
    {
        var name = Wording.Quote(files[place].FileName);
        var section = await FromBrowserAsync(async () => await sections.ReadNextSectionAsync(cancellation), name, cancellation)
            ?? throw new BrokenUploadException($"The browser sent {place} of {files.Count} files and then nothing more. Choose the files again.");
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var left = files[place].SizeBytes;
            while (true)
            {
                var read = await FromBrowserAsync(async () => await section.Body.ReadAsync(buffer.AsMemory(0, PieceBytes), cancellation), name, cancellation);
                if (read > left || (read == 0 && left > 0))
                {
                    throw new BrokenUploadException(
                        $"“{name}” is {(read > left ? "larger" : "smaller")} than it was when it was chosen: it was changed meanwhile. Choose it again.");
                }

                if (read == 0)
                {
                    return;
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                left -= read;
                running.Passed(place, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The two ends of the pipe fail alike: what the browser's end says must not be taken for the API's.
    private static async Task<T> FromBrowserAsync<T>(Func<Task<T>> read, string name, CancellationToken cancellation)
    {
        try
        {
            return await read();
        }
        catch (Exception error) when (error is IOException or InvalidDataException && !cancellation.IsCancellationRequested)
        {
            throw new BrokenUploadException(
                $"The browser stopped sending in the middle of “{name}”. The file may have been changed or moved, or the page was closed.", error);
        }
    }

    private sealed class BrokenUploadException(string message, Exception? inner = null) : IOException(message, inner);
}
