namespace BatchDashboard.Sandbox;

/// <summary>The generated batches: one for each shape that an operator, or a test, wants to see.</summary>
internal static class BatchPlans
{
    private static readonly string[] MediaTypes = ["document", "image", "video", "audio", "model"];

    /// <summary>All plans that a dashboard shows from the start, in the order of its list.</summary>
    /// <param name="start">The start of the process: what runs is told relative to it, everything else has fixed dates.</param>
    public static IEnumerable<BatchPlan> Introduced(DateTimeOffset start) =>
    [
        new()
        {
            Number = 2, Id = "batch-running", Name = "Support calls, this week", Collection = "support-calls",
            Created = start - TimeSpan.FromMinutes(3), Wait = TimeSpan.FromSeconds(20),
            Count = 1_200, Workers = 8, Slot = TimeSpan.FromSeconds(5.98), // 150.5 slots: a quarter of an hour
            Shape = (_, random) => new("audio", Fails(ref random, 28, "corrupted_file", "timeout_error", "processing_error")),
        },
        new()
        {
            Number = 3, Id = "batch-queued", Name = "Night queue: product videos", Collection = "catalogue-2026",
            Created = start, Wait = TimeSpan.FromMinutes(10),
            Count = 60, Workers = 4, Slot = TimeSpan.FromSeconds(18),
            Shape = (_, random) => new("video", Fails(ref random, 50, "validation_error", "timeout_error")),
        },
        new()
        {
            Number = 4, Id = "batch-all-succeeded", Name = "Spring catalogue photos", Collection = "catalogue-2026",
            Created = Date(2026, 3, 4, 8, 12), Count = 340, Workers = 8, Slot = TimeSpan.FromSeconds(6),
            FileName = index => FileNames.Product(JobRandom.For(4, index, JobAspect.Name), index),
            Shape = (_, _) => new("image", null),
        },
        new()
        {
            Number = 5, Id = "batch-all-failed", Name = "Legacy CAD archive", Collection = "engineering-archive",
            Created = Date(2026, 2, 19, 16, 40), Count = 48, Workers = 4, Slot = TimeSpan.FromSeconds(25),
            Shape = (index, _) => new("model", index % 8 == 7 ? "validation_error" : "format_error"),
        },
        new()
        {
            Number = 6, Id = "batch-empty", Name = "Inbox sweep, 2 May", Collection = "inbox",
            Created = Date(2025, 5, 2, 6, 0), Wait = TimeSpan.FromSeconds(2), Count = 0, Slot = TimeSpan.FromSeconds(2),
            Shape = (_, _) => new("document", null),
        },
        new()
        {
            Number = 7, Id = "batch-cancelled", Name = "Insurance claims, January", Collection = "claims-2026",
            Created = Date(2026, 1, 30, 9, 5), Count = 800, Workers = 6, Slot = TimeSpan.FromSeconds(30),
            StopsAfter = TimeSpan.FromMinutes(34),
            Shape = (_, random) => Mixed(ref random, 45, "corrupted_file", "format_error", "storage_error"),
        },
        new()
        {
            Number = 8, Id = "batch-100k", Name = "Company archive 2009–2024", Collection = "company-archive",
            Created = Date(2025, 11, 8, 20, 0), Count = 100_000, Workers = 64, Slot = TimeSpan.FromSeconds(20),
            Shape = (_, random) => Mixed(ref random, 37,
                "format_error", "format_error", "format_error", "format_error", "corrupted_file", "corrupted_file",
                "timeout_error", "validation_error", "processing_error", "storage_error"),
        },
        new()
        {
            Number = 9, Id = "batch-hostile-names", Name = "Public <upload> form & \"quotes\"", Collection = "public uploads & more",
            Created = Date(2025, 9, 14, 11, 30), Count = HostileNames.All.Length, Slot = TimeSpan.FromSeconds(12),
            FileName = index => HostileNames.All[index],
            Shape = (index, _) => new(
                MediaTypes[index % MediaTypes.Length],
                index % 2 == 0 ? ErrorScripts.Codes[index / 2 % ErrorScripts.Codes.Length] : null),
        },
        new()
        {
            // Each kind of file fails in each way twice, and succeeds as often as it fails.
            Number = 10, Id = "batch-every-error", Name = "Acceptance set: every kind, every error", Collection = "acceptance",
            Created = Date(2025, 12, 1, 7, 45), Count = 160, Workers = 5, Slot = TimeSpan.FromSeconds(40),
            Shape = (index, _) => new(
                MediaTypes[index % 5],
                index / 5 % 2 == 0 ? ErrorScripts.Codes[index / 10 % ErrorScripts.Codes.Length] : null),
        },
        new()
        {
            Number = 11, Id = "batch-without-name", Collection = "default",
            Created = Date(2025, 7, 21, 14, 3), Count = 24, Slot = TimeSpan.FromSeconds(15),
            Shape = (index, random) => Mixed(ref random, index == 5 ? 1000 : 0, "format_error"),
        },
        new()
        {
            Number = 12, Id = "batch-failed", Name = "Tender documents, lot 7", Collection = "tenders",
            Created = Date(2025, 10, 6, 12, 20), Count = 120, Workers = 3, Slot = TimeSpan.FromSeconds(35),
            StopsAfter = TimeSpan.FromMinutes(9), StopStatus = "failed",
            Shape = (index, _) => new("document", index >= 28 ? "storage_error" : null),
        },
        new()
        {
            Number = 13, Id = "batch-small-pages", Name = "Supplier contracts 2019–2024", Collection = "contracts",
            Created = Date(2024, 10, 22, 17, 55), Count = 953, Workers = 8, Slot = TimeSpan.FromSeconds(28), MaxPageSize = 100,
            Shape = (_, random) => new("document", Fails(ref random, 62, "format_error", "corrupted_file", "quota_exceeded")),
        },
    ];

    /// <summary>
    /// Opened by its id only: a first start would otherwise wait for its totals. Its pages are as large as anybody asks for,
    /// so that copying it takes a hundred requests and not ten thousand.
    /// </summary>
    public static BatchPlan Million { get; } = new()
    {
        Number = 14,
        Id = "batch-1m",
        Name = "Group archive 1998–2024, all sites",
        Collection = "group-archive",
        Created = Date(2025, 8, 22, 18, 0),
        Count = 1_000_000,
        Workers = 256,
        Slot = TimeSpan.FromSeconds(20),
        MaxPageSize = 10_000,
        Shape = (_, random) => Mixed(ref random, 40,
            "format_error", "format_error", "format_error", "format_error", "corrupted_file", "corrupted_file",
            "timeout_error", "timeout_error", "validation_error", "validation_error", "processing_error", "storage_error",
            "resource_error", "quota_exceeded"),
    };

    /// <summary>Batches that are opened by their id only: everything about them goes wrong in one way, or is slow.</summary>
    public static IEnumerable<BatchPlan> Faulty() =>
    [
        Faulty(50, "batch-fault-429", "429"),
        Faulty(51, "batch-fault-500", "500"),
        Faulty(52, "batch-fault-html", "html"),
        Faulty(53, "batch-fault-cut", "cut"),
        Faulty(54, "batch-fault-empty", "empty"),
        Faulty(55, "batch-slow", "latency-3000"),
    ];

    private static BatchPlan Faulty(uint number, string id, string fault) => new()
    {
        Number = number,
        Id = id,
        Name = "Slow line, branch office",
        Collection = "branch-office",
        Fault = fault,
        Created = Date(2025, 8, 11, 10, 10),
        Count = 75,
        Slot = TimeSpan.FromSeconds(14),
        Shape = (_, random) => Mixed(ref random, 80, "format_error", "corrupted_file"),
    };

    private static DateTimeOffset Date(int year, int month, int day, int hour, int minute) =>
        new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    private static JobShape Mixed(ref JobRandom random, int failuresPerMille, params ReadOnlySpan<string> codes)
    {
        var mediaType = random.Below(100) switch
        {
            < 68 => "document",
            < 88 => "image",
            < 94 => "audio",
            < 98 => "video",
            _ => "model",
        };
        return new JobShape(mediaType, Fails(ref random, failuresPerMille, codes));
    }

    private static string? Fails(ref JobRandom random, int perMille, params ReadOnlySpan<string> codes) =>
        random.Below(1000) < perMille ? random.Pick(codes) : null;
}
