using System.Text.Json;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Components;

/// <summary>View models of the documented sample: 200 files, 20 failures.</summary>
public static class Views
{
    public static DateTimeOffset Created { get; } = new(2024, 12, 18, 10, 0, 0, TimeSpan.Zero);

    public static BatchView Batch(BatchId id) => new()
    {
        Id = id,
        Name = "Monthly Reports Processing",
        Collection = "reports-collection",
        Status = "completed",
        State = BatchState.Completed,
        Timeline = new TimelineView(Created, Created.AddSeconds(75), Created.AddSeconds(13530), TimeSpan.FromSeconds(13455.25))
        {
            Waiting = TimeSpan.FromSeconds(75),
            Working = TimeSpan.FromSeconds(13455),
            FilesPerMinute = 0.9,
        },
        Completion = new CompletionView(180, 20, 200, 90),
        MediaTypes = [new("document", 150), new("image", 30), new("video", 20)],
        CreatedMediaItems = 180,
        Size = new SizeView(256789000, 1283945, 9000000, "annual_report_2024.pdf", "job-000077") { ReportedMegabytes = 245.12 },
        Errors =
        [
            new ErrorGroupView
            {
                ErrorType = "format_error",
                Count = 12,
                Share = 0.6,
                Resolution = "Convert files to a supported format (.pdf, .txt, .docx)",
                AffectedFiles = [new("financial_data.xlsx", "job-abc456"), new("budget.numbers", null)],
                Formats = [new(".xlsx", 8), new(".numbers", 4)],
                SmallestBytes = 12000,
                LargestBytes = 4000000,
            },
            new ErrorGroupView
            {
                ErrorType = "corrupted_file",
                Count = 8,
                Share = 0.4,
                Resolution = "Check file integrity and re-upload",
                AffectedFiles = [new("corrupted_report.pdf", null), new("damaged_image.jpg", null)],
            },
        ],
        Freshness = new Freshness(FreshnessKind.Copy, Created.AddYears(1)) { Jobs = new Portion(200, 200) },
        Discrepancies = [],
        RefreshCost = 1,
        CopyCost = 0,
    };

    public static BatchPage Page(BatchId id, JobQuery query) => new(Batch(id), Jobs(id, query));

    public static JobPage Jobs(BatchId id, JobQuery query) => new()
    {
        Query = query,
        Rows = [.. Enumerable.Range(0, query.PageSize).Select(index => Row(id, ((query.Page - 1) * query.PageSize) + index + 1))],
        Total = 200,
        First = ((query.Page - 1) * query.PageSize) + 1,
        Last = Math.Min(200, query.Page * query.PageSize),
        PageCount = (200 + query.PageSize - 1) / query.PageSize,
        Options = new FilterOptions(
            [new("succeeded", 180), new("failed", 20)],
            [new("document", 150), new("image", 30), new("video", 20)],
            [new("format_error", 12), new("corrupted_file", 8)]),
    };

    public static JobRow Row(BatchId id, long number) => number % 10 == 2 ? FailedRow(id, number) : new()
    {
        BatchId = id,
        Number = number,
        Key = $"job-{number:000000}",
        JobId = $"job-{number:000000}",
        FileName = $"q4_summary_{number}.pdf",
        MediaType = "document",
        Status = "succeeded",
        Outcome = JobOutcome.Succeeded,
        SizeBytes = 256789 + (number * 1000),
        CreatedAt = Created,
        CompletedAt = Created.AddSeconds(102),
        Duration = TimeSpan.FromSeconds(102),
        MediaId = $"vec-abc{number}",
    };

    public static JobRow FailedRow(BatchId id, long number) => new()
    {
        BatchId = id,
        Number = number,
        Key = "job-abc456",
        JobId = "job-abc456",
        FileName = "financial_data.xlsx",
        MediaType = "document",
        Status = "failed",
        Outcome = JobOutcome.Failed,
        SizeBytes = 175420,
        CreatedAt = Created,
        CompletedAt = Created.AddSeconds(45),
        Duration = TimeSpan.FromSeconds(45),
        ErrorCode = "format_error",
        ErrorMessage = "Unsupported file format",
    };

    public static JobDetail FailedJob(BatchId id, string key) => new()
    {
        Row = FailedRow(id, 2) with { Key = key },
        BatchTitle = "Monthly Reports Processing",
        Collection = "reports-collection",
        Freshness = Batch(id).Freshness,
        ErrorDetails = Json("""{"format":".xlsx","supported_formats":[".pdf",".txt",".docx"]}"""),
        Resolution = "Convert files to a supported format (.pdf, .txt, .docx)",
        Raw = Json("""{"job_id":"job-abc456","filename":"financial_data.xlsx"}"""),
        NextFailed = new JobLink("job-000012", "budget.numbers"),
        FailedPosition = 1,
        FailedCount = 20,
        SameError = [new JobLink("job-000012", "budget.numbers")],
        SameErrorCount = 11,
    };

    public static ErrorGroupDetail ErrorGroup(BatchId id, string type, int page) => new()
    {
        BatchId = id,
        BatchTitle = "Monthly Reports Processing",
        Group = Batch(id).Errors[0] with { ErrorType = type },
        Freshness = Batch(id).Freshness,
        Jobs = Jobs(id, new JobQuery { Page = page }) with { Rows = [FailedRow(id, 2)], Total = 12, First = 1, Last = 12, PageCount = 1 },
        Details = [new DetailFacet("format", [new(".xlsx", 8), new(".numbers", 4)])],
        Messages = [new("Unsupported file format", 12)],
    };

    public static MediaView Media(MediaId id, bool chunks) => new()
    {
        Id = id,
        FileName = "q4_summary.pdf",
        MediaType = "document",
        SizeBytes = 256789,
        CreatedAt = Created,
        Collection = "reports-collection",
        Summary = "Revenue grew by 12 % in the fourth quarter.",
        Metadata = Json("""{"search":{"summary":"Revenue grew."},"pages":12,"tags":["finance","q4"]}"""),
        Chunks = chunks ? ["First chunk.", "Second chunk."] : null,
        Raw = Json("""{"id":"vec-abc123"}"""),
        Freshness = new Freshness(FreshnessKind.Live, Created),
        Origin = new JobOrigin(BatchId.Parse("batch-abc123"), "Monthly Reports Processing", "job-123abc", "q4_summary.pdf"),
    };

    public static MediaListView MediaList(MediaListQuery query) => new()
    {
        Query = query,
        Items = [new MediaListItem("vec-abc123", "q4_summary.pdf", "document", 256789, Created, "reports-collection")],
        Total = 41,
        First = ((query.Page - 1) * query.PageSize) + 1,
        Last = ((query.Page - 1) * query.PageSize) + 1,
        PageCount = 3,
    };

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
