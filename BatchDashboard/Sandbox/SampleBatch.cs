using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>
/// <c>batch-abc123</c>: the example of the reference, with the 198 jobs that it leaves out drawn so that all 200 agree with its
/// counts, its named files and its total size.
/// </summary>
internal sealed class SampleBatch : DocumentBatch
{
    public const string BatchId = "batch-abc123";
    private const uint BatchNumber = 1;
    private const long TotalBytes = 256_789_000;
    private const int Workers = 2;

    private static readonly DateTimeOffset Started = new(2024, 12, 18, 10, 1, 15, TimeSpan.Zero);
    private static readonly DateTimeOffset DrawnFrom = new(2024, 12, 18, 10, 5, 50, TimeSpan.Zero);
    private static readonly DateTimeOffset Completed = new(2024, 12, 18, 13, 45, 30, TimeSpan.Zero);

    private readonly SandboxJob[] _jobs;

    public SampleBatch()
        : base(BatchId, BatchNumber, "results-200.json")
    {
        _jobs = [First(), Second(), .. Drawn()];
    }

    protected override int RowCount => _jobs.Length;

    public override SandboxJob JobAt(int index) => _jobs[index];

    public override void WriteJob(Utf8JsonWriter json, int index)
    {
        // The two rows that the reference shows, with its very details; the others are ours.
        if (index < 2)
        {
            base.WriteJob(json, index);
        }
        else
        {
            JobWriter.Write(json, _jobs[index]);
        }
    }

    private static SandboxJob First() => new()
    {
        Batch = BatchNumber,
        Index = 0,
        JobId = "job-123abc",
        MediaId = "vec-abc123",
        FileName = "q4_summary.pdf",
        MediaType = "document",
        SizeBytes = 256_789,
        CreatedAt = Started.AddSeconds(15),
        CompletedAt = Started.AddSeconds(117),
    };

    private static SandboxJob Second() => new()
    {
        Batch = BatchNumber,
        Index = 1,
        JobId = "job-abc456",
        FileName = "financial_data.xlsx",
        MediaType = "document",
        ErrorCode = "format_error",
        SizeBytes = 175_420,
        CreatedAt = Started.AddSeconds(225),
        CompletedAt = Started.AddSeconds(270),
    };

    private static SandboxJob[] Drawn()
    {
        var slots = Slots();
        var named = new Queue<string>(["vec-ghi789", "vec-jkl012"]);
        var isFirstDocument = true;
        var jobs = new SandboxJob[slots.Count];
        var sizes = Sizes(slots);
        for (var at = 0; at < jobs.Length; at++)
        {
            var (shape, name) = slots[at];
            var mediaId = shape.ErrorCode is null ? JobIds.Media(BatchNumber, at + 2) : null;
            if (shape is { ErrorCode: null, MediaType: "document" } && isFirstDocument)
            {
                mediaId = "vec-def456";
                isFirstDocument = false;
            }
            else if (shape is { ErrorCode: null, MediaType: "image" } && named.TryDequeue(out var documented))
            {
                mediaId = documented;
            }

            jobs[at] = Job(at, shape, name, sizes[at], mediaId);
        }

        return jobs;
    }

    private static SandboxJob Job(int at, JobShape shape, string? name, long size, string? mediaId)
    {
        var index = at + 2;
        var random = JobRandom.For(BatchNumber, index, JobAspect.Time);
        var slot = (Completed - DrawnFrom) / ((198 / Workers) + 0.5);
        var created = DrawnFrom + (slot * ((at / Workers) + (at % Workers * 0.4)));
        var share = ErrorScripts.TimeShare(shape.ErrorCode, random) ?? Math.Clamp(random.LogNormal(0.5, 0.4), 0.1, 0.95);
        return new SandboxJob
        {
            Batch = BatchNumber,
            Index = index,
            JobId = JobIds.Job(BatchNumber, index),
            MediaId = mediaId,
            FileName = name ?? FileNames.Draw(JobRandom.For(BatchNumber, index, JobAspect.Name), index, shape.MediaType, shape.ErrorCode, Started),
            MediaType = shape.MediaType,
            ErrorCode = shape.ErrorCode,
            SizeBytes = size,
            CreatedAt = WholeSecond(created),
            CompletedAt = WholeSecond(created + (slot * share)),
        };
    }

    /// <summary>What is left of 150 documents, 30 images and 20 videos after the first two rows, in a fixed shuffle.</summary>
    private static List<(JobShape Shape, string? Name)> Slots()
    {
        List<(JobShape, string?)> slots =
        [
            (new JobShape("document", "format_error"), "budget.numbers"),
            (new JobShape("document", "corrupted_file"), "corrupted_report.pdf"),
            (new JobShape("image", "corrupted_file"), "damaged_image.jpg"),
        ];
        Add("document", "format_error", 10);
        Add("document", "corrupted_file", 3);
        Add("image", "corrupted_file", 2);
        Add("video", "corrupted_file", 1);
        Add("document", null, 133);
        Add("image", null, 27);
        Add("video", null, 19);
        var random = JobRandom.For(BatchNumber, 0, JobAspect.Shape);
        for (var last = slots.Count - 1; last > 0; last--)
        {
            var other = random.Below(last + 1);
            (slots[last], slots[other]) = (slots[other], slots[last]);
        }

        return slots;

        void Add(string mediaType, string? errorCode, int count) =>
            slots.AddRange(Enumerable.Repeat((new JobShape(mediaType, errorCode), (string?)null), count));
    }

    /// <summary>Drawn, then scaled so that all 200 files weigh exactly what the reference says.</summary>
    private static long[] Sizes(List<(JobShape Shape, string? Name)> slots)
    {
        var rest = TotalBytes - First().SizeBytes - Second().SizeBytes;
        var drawn = slots
            .Select((slot, at) => FileSizes.Draw(JobRandom.For(BatchNumber, at + 2, JobAspect.Size), slot.Shape.MediaType, tooLarge: false))
            .ToArray();
        var whole = drawn.Sum();
        var sizes = Array.ConvertAll(drawn, size => (long)(size * (decimal)rest / whole));
        sizes[0] += rest - sizes.Sum();
        return sizes;
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
