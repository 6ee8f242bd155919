using System.Buffers;
using System.Text;

namespace BatchDashboard.Cache;

/// <summary>Texts folded as <see cref="StoredText.Fold"/> does it, without a string for those that are ASCII, as most are.</summary>
internal static class FoldedText
{
    public static void Write(ReadOnlySpan<byte> utf8, ArrayBufferWriter<byte> target)
    {
        if (Ascii.ToLower(utf8, target.GetSpan(utf8.Length + 1), out var written) == OperationStatus.Done)
        {
            target.Advance(written);
            return;
        }

        var folded = StoredText.Fold(Encoding.UTF8.GetString(utf8));
        target.Advance(Encoding.UTF8.GetBytes(folded, target.GetSpan(Encoding.UTF8.GetMaxByteCount(folded.Length))));
    }
}
