using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>Packs files into batches within the API's limits.</summary>
public static class Packer
{
    // Batches that may still take a smaller file. With more of them a batch or two would be saved, at the cost of looking
    // through them all for each file.
    private const int MostOpen = 64;

    /// <summary>
    /// Batches of at most <see cref="BatchLimits.Files"/> files and <see cref="BatchLimits.Bytes"/>, no name twice in one (the new jobs could
    /// not be told apart), in the order of the files. Files larger than a batch stay out.
    /// </summary>
    public static PackedFiles<T> Pack<T>(IEnumerable<T> files, Func<T, string> name, Func<T, long> size)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(size);
        var all = new List<Batch<T>>();
        var open = new List<Batch<T>>();
        var tooLarge = new List<T>();
        foreach (var file in files)
        {
            var bytes = size(file);
            if (bytes > BatchLimits.Bytes)
            {
                tooLarge.Add(file);
                continue;
            }

            var folded = FileNames.Fold(name(file));
            var batch = open.Find(one => one.Takes(folded, bytes));
            if (batch is null)
            {
                if (open.Count == MostOpen)
                {
                    open.RemoveAt(0);
                }

                batch = new Batch<T>();
                all.Add(batch);
                open.Add(batch);
            }

            batch.Add(file, folded, bytes);
            if (batch.Files.Count == BatchLimits.Files)
            {
                open.Remove(batch);
            }
        }

        return new PackedFiles<T>([.. all.Select(batch => new PackedBatch<T>(batch.Files, batch.Bytes))], tooLarge);
    }

    private sealed class Batch<T>
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public List<T> Files { get; } = [];

        public long Bytes { get; private set; }

        public bool Takes(string name, long bytes) => Bytes + bytes <= BatchLimits.Bytes && !_names.Contains(name);

        public void Add(T file, string name, long bytes)
        {
            Files.Add(file);
            _names.Add(name);
            Bytes += bytes;
        }
    }
}

/// <param name="TooLarge">Files that no batch can take.</param>
public sealed record PackedFiles<T>(IReadOnlyList<PackedBatch<T>> Batches, IReadOnlyList<T> TooLarge);

public sealed record PackedBatch<T>(IReadOnlyList<T> Files, long Bytes);
