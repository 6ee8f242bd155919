using System.Buffers;
using System.Text;

namespace BatchDashboard.Data.Columns;

/// <summary>Writes a part of a <see cref="TextColumn"/>.</summary>
internal sealed class TextPart
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public TextPart() => End();

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Adds to the text of the present job.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            return;
        }

        // A NUL is an end here; none of ours has one, but another hand may have changed the file.
        if (!text.Contains('\0') && Ascii.ToLower(text, _bytes.GetSpan(text.Length + 1), out var written) == OperationStatus.Done)
        {
            _bytes.Advance(written);
            return;
        }

        var folded = StoredText.Fold(text);
        _bytes.Advance(Encoding.UTF8.GetBytes(folded, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(folded.Length))));
    }

    /// <summary>Ends the text of the present job.</summary>
    public void End()
    {
        _bytes.GetSpan(1)[0] = 0;
        _bytes.Advance(1);
    }

    /// <summary>The part, after which the next one begins.</summary>
    public byte[] Take()
    {
        var part = _bytes.WrittenSpan.ToArray();
        _bytes.ResetWrittenCount();
        End();
        return part;
    }
}
