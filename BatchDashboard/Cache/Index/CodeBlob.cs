using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>Group codes as a blob: a byte that says how many bytes a code has, then the codes.</summary>
internal static class CodeBlob
{
    public static byte[] Write(ReadOnlySpan<int> codes)
    {
        var largest = 0;
        foreach (var code in codes)
        {
            largest = Math.Max(largest, code);
        }

        var width = largest <= byte.MaxValue ? 1 : largest <= ushort.MaxValue ? 2 : 4;
        var blob = new byte[1 + (codes.Length * width)];
        blob[0] = (byte)width;
        var at = blob.AsSpan(1);
        foreach (var code in codes)
        {
            if (width == 1)
            {
                at[0] = (byte)code;
            }
            else if (width == 2)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)code);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(at, code);
            }

            at = at[width..];
        }

        return blob;
    }

    /// <summary>Reads into <paramref name="codes"/>, which has room for a chunk; returns how many there are.</summary>
    public static int Read(ReadOnlySpan<byte> blob, Span<int> codes)
    {
        if (blob.IsEmpty)
        {
            return 0;
        }

        var width = blob[0];
        var count = (blob.Length - 1) / width;
        var narrow = blob[1..];
        if (width == 1)
        {
            for (var i = 0; i < count; i++)
            {
                codes[i] = narrow[i];
            }
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                codes[i] = width == 2
                    ? BinaryPrimitives.ReadUInt16LittleEndian(narrow[(2 * i)..])
                    : BinaryPrimitives.ReadInt32LittleEndian(narrow[(4 * i)..]);
            }
        }

        return count;
    }

    /// <summary>How many of the codes are marked, without unpacking the usual width.</summary>
    public static int Count(ReadOnlySpan<byte> blob, byte[] marked)
    {
        if (blob.IsEmpty)
        {
            return 0;
        }

        var count = 0;
        if (blob[0] == 1)
        {
            foreach (var code in blob[1..])
            {
                count += marked[code];
            }

            return count;
        }

        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        foreach (var code in codes[..Read(blob, codes)])
        {
            count += marked[code];
        }

        return count;
    }

    public static ReadOnlySpan<byte> Ordinals(ReadOnlySpan<int> ordinals) => MemoryMarshal.AsBytes(ordinals);

    public static ReadOnlySpan<int> Ordinals(ReadOnlySpan<byte> blob) => MemoryMarshal.Cast<byte, int>(blob);
}
