using System.Text;

namespace BatchDashboard.Data.Columns;

/// <summary>
/// A text of each job, folded, as UTF-8 with a NUL before the first and after each; in parts, so that no array is as long as
/// a batch.
/// </summary>
internal sealed class TextColumn
{
    private const byte End = 0;

    private readonly List<(int First, byte[] Texts)> _parts = [];

    /// <param name="parts">In the order of the jobs.</param>
    public TextColumn(IEnumerable<byte[]> parts)
    {
        foreach (var part in parts)
        {
            _parts.Add((Count, part));
            Count += part.AsSpan().Count(End) - 1;
        }
    }

    /// <summary>Jobs.</summary>
    public int Count { get; }

    public long Bytes => _parts.Sum(part => (long)part.Texts.Length);

    /// <summary>A text as the column holds it.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(StoredText.Fold(text));

    /// <summary>What to look for when a whole value is meant: the text between the ends of its neighbours.</summary>
    public static byte[] Whole(ReadOnlySpan<byte> text) => [End, .. text, End];

    /// <summary>Shows the jobs that contain a text, in order, until <paramref name="see"/> has seen enough.</summary>
    /// <param name="text">Not empty; from <see cref="Encode"/>, or from <see cref="Whole"/>.</param>
    /// <param name="see">Takes a position; false ends the search.</param>
    public void Find(ReadOnlySpan<byte> text, Func<int, bool> see, CancellationToken cancellation)
    {
        var ownEnd = text[0] == End ? 1 : 0;
        foreach (var (first, texts) in _parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var column = texts.AsSpan();
            var (at, counted, position) = (0, 0, first - 1);
            while (column[at..].IndexOf(text) is >= 0 and var found)
            {
                var start = at + found + ownEnd;
                position += column[counted..start].Count(End);
                if (!see(position))
                {
                    return;
                }

                at = counted = start + column[start..].IndexOf(End);
            }
        }
    }

    public Enumerator GetEnumerator() => new(_parts);

    /// <summary>The texts of all jobs, one after another.</summary>
    public ref struct Enumerator(List<(int First, byte[] Texts)> parts)
    {
        private int _part = -1;
        private ReadOnlySpan<byte> _rest;

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            while (_rest.IsEmpty)
            {
                if (++_part == parts.Count)
                {
                    return false;
                }

                _rest = parts[_part].Texts.AsSpan(1);
            }

            var length = _rest.IndexOf(End);
            Current = _rest[..length];
            _rest = _rest[(length + 1)..];
            return true;
        }
    }
}
