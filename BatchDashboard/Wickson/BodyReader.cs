using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchDashboard.Wickson;

/// <summary>Reads the body of one response, with the API key masked wherever the body repeats it.</summary>
internal sealed class BodyReader(HttpResponseMessage response, WicksonErrors errors, KeyGuard guard, long maxBytes)
{
    // An error is a few lines; whoever sends more than this has lost the right to be quoted.
    private const long MaxErrorBytes = 1024 * 1024;

    /// <exception cref="WicksonException">The body is no JSON object, too large, or stopped in the middle.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> shape, CancellationToken cancellation)
        where T : class
    {
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            throw errors.TooLarge(response);
        }

        LimitedStream? stream = null;
        try
        {
            stream = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellation), maxBytes);
            using var body = await BufferedBody.ReadAsync(stream, response.Content.Headers.ContentLength, cancellation);
            return JsonSerializer.Deserialize(guard.Hide(body.Utf8), shape) ?? throw errors.Unreadable(response, stream.FirstByte);
        }
        catch (JsonException cause)
        {
            throw errors.Unreadable(response, stream?.FirstByte, cause);
        }
        catch (BodyTooLargeException cause)
        {
            throw errors.TooLarge(response, cause);
        }
        catch (Exception cause) when (IsBrokenOff(cause))
        {
            throw errors.BrokenOff(response, cause);
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>What the API refused; a body that cannot be read leaves the status to speak.</summary>
    public async Task<WicksonException> ReadErrorAsync(CancellationToken cancellation)
    {
        ErrorBody? body = null;
        LimitedStream? stream = null;
        try
        {
            stream = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellation), MaxErrorBytes);
            using var buffered = await BufferedBody.ReadAsync(stream, announced: null, cancellation);
            body = JsonSerializer.Deserialize(guard.Hide(buffered.Utf8), WicksonJson.Default.ErrorBody);
        }
        catch (Exception cause) when (cause is JsonException || IsBrokenOff(cause))
        {
            // Nothing is lost: the status, the headers and the first character say what there is to say.
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }

        return errors.Refused(response, body, stream?.FirstByte);
    }

    // A damaged compressed body is a broken one as well.
    private static bool IsBrokenOff(Exception cause) =>
        cause is IOException or HttpRequestException or InvalidDataException or OperationCanceledException;
}
