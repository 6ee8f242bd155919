using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace BatchDashboard.Sandbox;

/// <summary>The batches that were sent to this process's sandbox. The oldest go when there are some thousand.</summary>
internal sealed class UploadedBatches
{
    internal const int MostKept = 2_000;

    // Reading and adding go on at once, and one addition touches four collections.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadedBatch> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, UploadedBatch> _byNumber = [];
    private readonly Dictionary<FileKey, (UploadedBatch Batch, int Index)> _newest = [];
    private readonly Queue<UploadedBatch> _order = [];

    public IReadOnlyList<UploadedBatch> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _order];
            }
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out UploadedBatch? batch)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out batch);
        }
    }

    public UploadedBatch? Find(uint number)
    {
        lock (_gate)
        {
            return _byNumber.GetValueOrDefault(number);
        }
    }

    /// <summary>Whether a file of this name and size has succeeded in the collection.</summary>
    public bool HasSucceeded(string collection, UploadedFile file, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _newest.TryGetValue(new FileKey(collection, file.Name, file.SizeBytes), out var place)
                && place.Index < place.Batch.At(now).Rows;
        }
    }

    /// <summary>
    /// A new batch, with an id and a number that no start of the sandbox has given before: the dashboard remembers its batches
    /// longer than this process.
    /// </summary>
    public UploadedBatch Add(string collection, DateTimeOffset created, TimeSpan pace, IReadOnlyList<UploadedFile> files)
    {
        lock (_gate)
        {
            uint number;
            do
            {
                number = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))) | 0x8000_0000;
            }
            while (_byNumber.ContainsKey(number));
            var batch = new UploadedBatch("batch-" + RandomNumberGenerator.GetHexString(12, lowercase: true), number, collection, created, pace, files);
            _byId.Add(batch.Id, batch);
            _byNumber.Add(number, batch);
            _order.Enqueue(batch);
            for (var index = 0; index < files.Count; index++)
            {
                if (files[index].Shape.ErrorCode is null)
                {
                    _newest[KeyOf(batch, index)] = (batch, index);
                }
            }

            if (_order.Count > MostKept)
            {
                Forget(_order.Dequeue());
            }

            return batch;
        }
    }

    private void Forget(UploadedBatch batch)
    {
        _byId.Remove(batch.Id);
        _byNumber.Remove(batch.Number);
        for (var index = 0; index < batch.Files.Count; index++)
        {
            if (_newest.TryGetValue(KeyOf(batch, index), out var place) && place.Batch == batch)
            {
                _newest.Remove(KeyOf(batch, index));
            }
        }
    }

    private static FileKey KeyOf(UploadedBatch batch, int index) => new(batch.Collection, batch.Files[index].Name, batch.Files[index].SizeBytes);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct FileKey(string Collection, string Name, long SizeBytes);
}
