using System.Text.Json;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using static BatchDashboard.Tests.Resolution.FailedFile;

namespace BatchDashboard.Tests.Resolution;

public sealed class AdvisorTests
{
    private static readonly Advisor Advisor = new();

    [Fact]
    public void The_sample_file_is_told_which_formats_it_can_become()
    {
        var body = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "results-200.json")));
        var job = body.RootElement.GetProperty("data").GetProperty("job_results")[1];
        var advice = Advisor.For(
            Job(job.GetProperty("error").GetProperty("code").GetString(), job.GetProperty("filename").GetString(), 175_420),
            job.GetProperty("error").GetProperty("details"));

        Assert.Equal("Wickson does not read this format.", advice.WhatHappened);
        Assert.Equal((Actor.Operator, Verdict.ChangeFile), (advice.Actor, advice.Verdict));
        Assert.Equal([".xlsx is not among .pdf, .txt, .docx."], advice.Checks);
        Assert.Equal("Convert to one of .pdf, .txt, .docx.", advice.Steps[0]);
        Assert.Equal(2, advice.Steps.Count);
    }

    [Theory]
    [InlineData("format_error", Actor.Operator, Verdict.ChangeFile)]
    [InlineData("validation_error", Actor.Operator, Verdict.ChangeFile)]
    [InlineData("corrupted_file", Actor.Operator, Verdict.ChangeFile)]
    [InlineData("processing_error", Actor.Wickson, Verdict.SendAgain)]
    [InlineData("storage_error", Actor.Wickson, Verdict.Wait)]
    [InlineData("timeout_error", Actor.Operator, Verdict.SendAgain)]
    [InlineData("resource_error", Actor.Wickson, Verdict.Wait)]
    [InlineData("quota_exceeded", Actor.AccountOwner, Verdict.Wait)]
    [InlineData("QUOTA_EXCEEDED ", Actor.AccountOwner, Verdict.Wait)]
    [InlineData("flux_misaligned", Actor.Operator, Verdict.LookFirst)]
    [InlineData("unknown", Actor.Operator, Verdict.LookFirst)]
    [InlineData(null, Actor.Operator, Verdict.LookFirst)]
    public void Every_code_names_who_must_act_and_what_becomes_of_the_file(string? code, Actor actor, Verdict verdict)
    {
        var file = Advisor.For(Job(code, "report.pdf", 1000), null);
        Assert.Equal((actor, verdict), (file.Actor, file.Verdict));
        Assert.NotEmpty(file.Steps);

        var type = Advisor.ForType(code ?? "unknown", null);
        Assert.Equal((actor, verdict), (type.Actor, type.Verdict));
        Assert.NotEmpty(type.Steps);
        Assert.Empty(type.Checks);
    }

    [Fact]
    public void An_undocumented_code_is_named_and_nothing_is_made_up()
    {
        var advice = Advisor.For(Job("flux_misaligned", "report.pdf", 1000), Json("""{"angle": 4}"""));
        Assert.Equal("Wickson reported flux_misaligned, a code that its reference does not describe.", advice.WhatHappened);
        Assert.Empty(advice.Checks);
        Assert.Contains(advice.Steps, step => step.Contains("job-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("budget.xlsx", 43_201_331, null, "41.2 MB is over the 20 MB limit for spreadsheets.")]
    [InlineData("talk.mp4", 104_857_601, "video", "104,857,601 bytes is over the 100 MB limit for videos.")]
    [InlineData("noending", 62_914_560, "model", "60 MB is over the 50 MB limit for 3D models.")]
    [InlineData("budget.xlsx", 0, null, "The file is empty: 0 bytes.")]
    [InlineData("budget.xlsx", 15_728_640, null, "15 MB is within the 20 MB limit, but large.")]
    public void A_size_that_stands_out_is_compared_with_the_limit_of_its_kind(string name, long size, string? mediaType, string finding) =>
        Assert.Contains(finding, Advisor.For(Job("validation_error", name, size, mediaType), null).Checks, StringComparer.Ordinal);

    [Fact]
    public void A_size_within_the_limit_is_no_finding() =>
        Assert.Empty(Advisor.For(Job("validation_error", "budget.xlsx", 20), null).Checks);

    [Theory]
    [InlineData("""{"max_size_bytes": 1048576}""")]
    [InlineData("""{"max_size_mb": 1}""")]
    [InlineData("""{"max_size": "1 MB"}""")]
    [InlineData("""{"max_size": 1}""")]
    [InlineData("""{"max_size": 1048576}""")]
    public void A_limit_in_the_details_wins_over_the_table(string details)
    {
        var advice = Advisor.For(Job("validation_error", "budget.xlsx", 2_097_152), Json(details));
        Assert.Contains("2 MB is over the 1 MB limit.", advice.Checks, StringComparer.Ordinal);
        Assert.Equal("Make it smaller than 1 MB: split it, or compress its images.", advice.Steps[0]);
    }

    [Theory]
    [InlineData("budget.numbers", "{}", ".numbers is not among the formats that Wickson documents.")]
    [InlineData("budget.PDF", """{"supported_formats": ["PDF", ".Txt"]}""", ".pdf is among .pdf, .txt.")]
    [InlineData("budget.pdf", """{"allowed_formats": ["csv"]}""", ".pdf is not among .csv.")]
    [InlineData("budget.pdf", """{"format": "heic"}""", "The name ends in .pdf, but Wickson found .heic.")]
    [InlineData("budget.pdf", """{"format": "docm", "supported_formats": ["pdf"]}""", "The name ends in .pdf, but Wickson found .docm, which is not among .pdf.")]
    [InlineData("budget", "{}", "The name has no ending that tells the format.")]
    [InlineData("budget", """{"format": ".xyz", "supported_formats": [".csv"]}""", ".xyz is not among .csv.")]
    public void The_ending_is_compared_with_the_details_first_and_then_with_the_table(string name, string details, string finding) =>
        Assert.Equal(finding, Assert.Single(Advisor.For(Job("format_error", name, 10), Json(details)).Checks));

    [Fact]
    public void A_list_of_formats_that_cannot_be_read_proves_nothing()
    {
        var advice = Advisor.For(Job("format_error", "a.pdf", 10), Json("""{"supported_formats": ["application/pdf", ".txt"]}"""));
        Assert.Empty(advice.Checks);
    }

    [Fact]
    public void A_supported_ending_that_was_refused_is_not_converted_to_itself()
    {
        var advice = Advisor.For(Job("format_error", "a.pdf", 10), null);
        Assert.StartsWith("Open the file in its own program and save it again as .pdf", advice.Steps[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scans/.DS_Store", "macOS")]
    [InlineData("__MACOSX/scans/._one.pdf", "macOS")]
    [InlineData("scans\\THUMBS.DB", "Windows")]
    [InlineData("~$report.docx", "Microsoft Office")]
    [InlineData(".~lock.report.odt#", "LibreOffice")]
    public void A_file_that_a_program_made_for_itself_is_to_be_dropped(string name, string program)
    {
        foreach (var code in new[] { "format_error", "validation_error", "corrupted_file" })
        {
            var advice = Advisor.For(Job(code, name, 4096), null);
            Assert.Equal(Verdict.Drop, advice.Verdict);
            Assert.StartsWith(program, advice.WhatHappened, StringComparison.Ordinal);
        }

        // What is wrong elsewhere is not the file's fault.
        Assert.Equal(Verdict.Wait, Advisor.For(Job("storage_error", name, 4096), null).Verdict);
    }

    [Theory]
    [InlineData("_report.pdf")]
    [InlineData("~report.pdf")]
    [InlineData("desktop.ini.pdf")]
    [InlineData("._")]
    [InlineData(null)]
    public void A_name_that_only_looks_alike_is_somebody_s_own_file(string? name) =>
        Assert.NotEqual(Verdict.Drop, Advisor.For(Job("format_error", name, 4096), null).Verdict);

    [Fact]
    public void A_time_out_tells_both_times_and_a_large_file_is_split()
    {
        var job = Job("timeout_error", "book.pdf", 18 * 1024 * 1024) with { Duration = TimeSpan.FromSeconds(302) };
        var advice = Advisor.For(job, Json("""{"timeout_seconds": 300, "stage": "text_extraction"}"""));
        Assert.Contains("Wickson stopped after 5 minutes; the job took 5 minutes, 2 seconds.", advice.Checks, StringComparer.Ordinal);
        Assert.Contains("It failed at: text extraction.", advice.Checks, StringComparer.Ordinal);
        Assert.Equal(Verdict.ChangeFile, advice.Verdict);
        Assert.Equal("Split the file into smaller parts.", advice.Steps[0]);
    }

    [Fact]
    public void A_recording_that_is_too_long_is_cut()
    {
        var advice = Advisor.For(Job("timeout_error", "talk.mp3", 10), Json("""{"duration_seconds": 1200, "max_duration_seconds": 600}"""));
        Assert.Contains("20 minutes is over the limit of 10 minutes.", advice.Checks, StringComparer.Ordinal);
        Assert.Equal("Cut the recording into shorter parts.", advice.Steps[0]);
    }

    [Fact]
    public void A_quota_tells_how_much_is_used_and_when_it_renews()
    {
        var advice = Advisor.For(
            Job("quota_exceeded", "a.pdf", 10), Json("""{"quota_type": "monthly_items", "limit": 10000, "used": 10000, "reset_time": 1735689600}"""));
        Assert.Equal("10,000 of 10,000 monthly items used.", Assert.Single(advice.Checks));
        Assert.Equal("Wait until 1 January 2025, 00:00 UTC, or ask the account owner for a larger quota.", advice.Steps[0]);
    }

    [Fact]
    public void A_refused_field_is_named_with_the_reason() =>
        Assert.Equal(
            "Wickson refused filename: longer than 255 characters.",
            Assert.Single(Advisor.For(Job("validation_error", "a.pdf", 10), Json("""{"field": "filename", "reason": "longer than 255 characters."}""")).Checks));

    [Fact]
    public void An_error_type_is_described_by_what_its_files_have_in_common()
    {
        var advice = Advisor.ForType("format_error", new ErrorGroupView
        {
            ErrorType = "format_error",
            Count = 12,
            AffectedFiles = [],
            Formats = [new(".xlsx", 9), new(".numbers", 1), new("", 2)],
            SmallestBytes = 1000,
            LargestBytes = 9_007_199_254_740_992,
        });
        Assert.Equal(
            ["9 of 12 end in .xlsx.", "1 of 12 ends in .numbers, which is not among the formats that Wickson documents.", "Sizes from 1 KB to 8 PB."],
            advice.Checks);
    }

    [Fact]
    public void Of_more_listed_failures_than_the_api_counted_none_is_said_to_be_one_of_fewer()
    {
        var advice = Advisor.ForType("format_error", new ErrorGroupView { ErrorType = "format_error", Count = 5, AffectedFiles = [], Formats = [new(".dwg", 30), new("", 10)] });

        Assert.Equal(["30 of 40 end in .dwg, which is not among the formats that Wickson documents."], advice.Checks);
    }

    [Fact]
    public void Files_whose_errors_agree_on_the_formats_are_told_those_and_judged_by_them()
    {
        var group = Group("format_error", 12, (".numbers", 5), (".key", 3), (".xlsx", 4)) with { Refused = [new(".numbers", null, "pdf, .TXT, .docx", 5)] };

        var advice = Advisor.ForType("format_error", group);

        Assert.Equal("Convert to one of .pdf, .txt, .docx.", advice.Steps[0]);
        Assert.Equal("12 of 12 end in .numbers (5), .xlsx (4), .key (3): none is among .pdf, .txt, .docx.", Assert.Single(advice.Checks));
        Assert.Equal("Convert to one of .pdf, .txt, .docx.", Advisor.ForType("validation_error", group).Steps[0]);
    }

    [Fact]
    public void Files_that_have_a_format_of_those_that_are_read_are_not_converted_to_it()
    {
        var advice = Advisor.ForType("format_error", Group("format_error", 2, (".pdf", 2)) with { Refused = [new(".pdf", ".pdf", ".pdf, .txt", 2)] });

        Assert.StartsWith("Open each file in its own program", advice.Steps[0], StringComparison.Ordinal);
        Assert.Equal("2 of 2 end in .pdf.", Assert.Single(advice.Checks));
        Assert.StartsWith("Correct what the error message names", Advisor.ForType("validation_error", Group("validation_error", 2, (".pdf", 2))).Steps[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_errors_do_not_agree_no_format_is_advised_that_they_refused()
    {
        var advice = Advisor.ForType("format_error", Group("format_error", 3, (".xlsx", 2), (".png", 1)));

        Assert.Equal("Convert to a format that Wickson reads: .pdf or .docx for text, .csv for tables, .jpg for images, .mp4 for video, .mp3 for audio.", advice.Steps[0]);
    }

    [Fact]
    public void Of_many_refused_endings_the_rest_is_counted()
    {
        var endings = Enumerable.Range(0, 11).Select(number => ($".x{number}", 1L)).ToArray();

        Assert.EndsWith(
            ".x7 (1) and 3 more endings: none is among the formats that Wickson documents.",
            Assert.Single(Advisor.ForType("format_error", Group("format_error", 11, endings)).Checks),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Files_whose_errors_name_different_formats_are_told_apart()
    {
        var advice = Advisor.ForType("format_error", Group("format_error", 4, (".numbers", 2), (".cr2", 1), (".opus", 1)) with
        {
            Refused = [new(".numbers", null, ".pdf, .txt", 2), new(".cr2", null, ".jpg", 1)],
        });

        Assert.Equal(
            [
                "2 of 4 end in .numbers, which is not among .pdf, .txt.",
                "1 of 4 ends in .cr2, which is not among .jpg.",
                "1 of 4 ends in .opus, which is not among the formats that Wickson documents.",
            ],
            advice.Checks);
        Assert.Equal(["Convert .numbers to one of .pdf, .txt.", "Convert .cr2 to one of .jpg."], advice.Steps.Take(2));
    }

    [Fact]
    public void What_Wickson_found_wins_over_what_the_names_claim()
    {
        var advice = Advisor.ForType("format_error", Group("format_error", 4, (".pdf", 3), ("", 1)) with
        {
            Refused = [new(".pdf", "docm", ".pdf", 2), new("", ".exe", ".pdf", 1), new(".pdf", ".pdf", ".pdf", 1)],
        });

        Assert.Equal(
            [
                "2 files are named .pdf, but Wickson found .docm, which is not among .pdf.",
                "1 file has no ending; Wickson found .exe, which is not among .pdf.",
            ],
            advice.Formats);
        Assert.Equal("Convert to one of .pdf.", advice.Steps[0]);
    }

    [Theory]
    [InlineData("a.numbers", "{}", false)]
    [InlineData("a.pdf", """{"format": ".docm"}""", false)]
    [InlineData("a.pdf", "{}", true)]
    public void A_format_that_is_refused_has_no_size_limit(string name, string details, bool hasLimit) =>
        Assert.Equal(hasLimit, Advisor.For(Job("validation_error", name, 200_000_000, "document"), Json(details)).Checks.Any(check => check.Contains("limit", StringComparison.Ordinal)));

    [Theory]
    [InlineData(12, false, "12 files of the same folder failed the same way.")]
    [InlineData(1000, true, "1,000 or more files of the same folder failed the same way.")]
    [InlineData(1, false, "No other file of its folder failed this way.")]
    public void What_is_in_the_same_folder_tells_whether_a_file_is_alone(int count, bool isMore, string finding) =>
        Assert.Equal(finding, Around(null, null, new FolderMates(count, isMore)));

    [Fact]
    public void What_stands_before_and_after_it_tells_whether_a_file_is_alone()
    {
        var good = new JobNeighbour(JobOutcome.Succeeded, null);
        var same = new JobNeighbour(JobOutcome.Failed, "processing_error");
        var other = new JobNeighbour(JobOutcome.Failed, "format_error");

        Assert.Equal("The files before and after it succeeded.", Around(good, good, null));
        Assert.Equal("The files before and after it failed the same way.", Around(same, same, null));
        Assert.Equal("The file before it failed the same way.", Around(same, good, null));
        Assert.Equal("The file after it failed the same way.", Around(null, same, null));
        Assert.Equal("", Around(other, good, null));
        Assert.Equal("", Around(null, good, null));
        Assert.Equal("", Around(null, null, null));
    }

    [Theory]
    [InlineData("talk.mp4", 601, "10 minutes, 1 second is over the limit of 10 minutes for videos.")]
    [InlineData("talk.mp3", 1200, "20 minutes is over the limit of 10 minutes for audio files.")]
    public void A_recording_is_compared_with_the_ten_minutes_of_its_kind(string name, int seconds, string finding) =>
        Assert.Contains(finding, Advisor.For(Job("timeout_error", name, 1000), Json($$"""{"duration_seconds": {{seconds}}}""")).Checks, StringComparer.Ordinal);

    private static ErrorGroupView Group(string type, long count, params (string Ending, long Count)[] endings) => new()
    {
        ErrorType = type,
        Count = count,
        AffectedFiles = [],
        Formats = [.. endings.Select(ending => new NamedCount(ending.Ending, ending.Count))],
    };

    private static string Around(JobNeighbour? before, JobNeighbour? after, FolderMates? mates) =>
        string.Join(' ', Advisor.For(Job("processing_error", "a/b.pdf", 1000), null, new JobNeighbours(before, after, mates)).Checks);
}
