using System.Diagnostics.CodeAnalysis;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sandbox;

/// <summary>
/// The batches of this process's sandbox. One for a host: a cancelled batch stays cancelled until the process ends. What is made
/// at the start never changes; what is sent later has its own place.
/// </summary>
public sealed class SandboxCatalog
{
    private readonly Dictionary<string, SandboxBatch> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, GeneratedBatch> _byNumber = [];
    private readonly Dictionary<string, (SandboxBatch Batch, int Index)> _documented = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public SandboxCatalog(TimeProvider time)
    {
        _time = time;
        // Whole seconds, so that times of running batches look like all others.
        var start = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        SandboxBatch[] introduced =
        [
            new SampleBatch(),
            .. BatchPlans.Introduced(start).Select(plan => new GeneratedBatch(plan)),
            new DocumentBatch("batch-unknown-values", 30, "unknown-values.json"),
            new DocumentBatch("batch-broken-rows", 31, "broken-rows.json"),
            // The example as it is: two rows where everything says 200, in pages of 50.
            new DocumentBatch("batch-as-documented", 32, "results-200.json", maxPageSize: 50),
        ];
        Introduced = [.. introduced.Select(batch => BatchId.Parse(batch.Id))];
        foreach (var batch in introduced.Concat(BatchPlans.Faulty().Append(BatchPlans.Million).Select(plan => new GeneratedBatch(plan))))
        {
            Add(batch);
        }
    }

    /// <summary>The batches that a dashboard without a past is shown. Those that only fail, and the one of a million jobs, are opened by their id.</summary>
    public IReadOnlyList<BatchId> Introduced { get; }

    /// <summary>The batches that were sent here, oldest first.</summary>
    public IReadOnlyList<BatchId> Sent => [.. Uploaded.All.Select(batch => BatchId.Parse(batch.Id))];

    internal IEnumerable<SandboxBatch> Batches => _batches.Values.Concat(Uploaded.All);

    internal UploadedBatches Uploaded { get; } = new();

    internal bool TryFind(string id, [NotNullWhen(true)] out SandboxBatch? batch)
    {
        if (_batches.TryGetValue(id, out batch))
        {
            return true;
        }

        var found = Uploaded.TryFind(id, out var uploaded);
        batch = uploaded;
        return found;
    }

    /// <summary>The job that made the media item, and its batch; null when there is no such item yet.</summary>
    internal (SandboxBatch Batch, SandboxJob Job)? FindMedia(string mediaId)
    {
        if (_documented.TryGetValue(mediaId, out var place))
        {
            return place.Batch.JobAt(place.Index) is { } documented ? (place.Batch, documented) : null;
        }

        return JobIds.OfMedia(mediaId) is var (number, index)
            && BatchOf(number) is { } batch
            && index >= 0 && index < batch.At(_time.GetUtcNow()).Rows
            && batch.JobAt(index) is { MediaId: not null } job
            ? (batch, job)
            : null;
    }

    private SandboxBatch? BatchOf(uint number) => _byNumber.TryGetValue(number, out var generated) ? generated : Uploaded.Find(number);

    private void Add(SandboxBatch batch)
    {
        _batches.Add(batch.Id, batch);
        if (batch is GeneratedBatch generated)
        {
            _byNumber.Add(generated.Number, generated);
            return;
        }

        for (var index = 0; index < batch.At(_time.GetUtcNow()).Rows; index++)
        {
            if (batch.JobAt(index)?.MediaId is { } mediaId)
            {
                _documented.TryAdd(mediaId, (batch, index));
            }
        }
    }
}
