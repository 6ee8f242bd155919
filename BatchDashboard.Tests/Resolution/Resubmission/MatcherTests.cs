using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Resubmission;
using CsCheck;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>Which dropped file takes the place of which failed one.</summary>
public sealed class MatcherTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf", MatchedBy.Name)]
    [InlineData("Report.PDF", "report.pdf", MatchedBy.NameInOtherLetters)]
    [InlineData("re\u0301sume\u0301.pdf", "résumé.pdf", MatchedBy.NameInOtherLetters)]
    [InlineData("budget.numbers", "budget.pdf", MatchedBy.NameWithOtherExtension)]
    [InlineData("budget.numbers", "Budget.pdf", MatchedBy.NameWithOtherExtension)]
    [InlineData("README", "readme.md", MatchedBy.NameWithOtherExtension)]
    [InlineData("2024/report.pdf", "report.pdf", MatchedBy.Name)]
    [InlineData("C:\\scans\\report.pdf", "report.pdf", MatchedBy.Name)]
    public void A_file_is_recognised_by_its_name(string failed, string dropped, MatchedBy by)
    {
        var result = Matcher.Match([Failed("a", failed)], [Dropped(0, dropped)]);

        Assert.Equal(by, Assert.Single(result.Matched).By);
        Assert.Empty(result.Missing);
        Assert.Empty(result.Unneeded);
    }

    [Fact]
    public void The_nearest_name_wins_and_the_others_are_not_needed()
    {
        var result = Matcher.Match([Failed("a", "scan.pdf")], [Dropped(0, "SCAN.pdf"), Dropped(1, "scan.docx"), Dropped(2, "scan.pdf")]);

        Assert.Equal(2, Assert.Single(result.Matched).Dropped.Index);
        Assert.Equal([0, 1], result.Unneeded.Select(file => file.Index));
    }

    [Fact]
    public void Names_that_differ_only_in_case_or_unicode_form_each_find_their_own()
    {
        var result = Matcher.Match(
            [Failed("a", "Über.pdf"), Failed("b", "U\u0308ber.pdf"), Failed("c", "ÜBER.pdf")],
            [Dropped(0, "ÜBER.pdf"), Dropped(1, "Über.pdf"), Dropped(2, "U\u0308ber.pdf")]);

        Assert.Equal([("a", 1), ("b", 2), ("c", 0)], result.Matched.Select(match => (match.File.Job, match.Dropped.Index)));
    }

    [Fact]
    public void Two_dropped_files_of_one_name_are_left_to_the_operator()
    {
        var result = Matcher.Match([Failed("a", "scan.pdf")], [Dropped(0, "scan.pdf", path: "x/scan.pdf"), Dropped(1, "scan.pdf", path: "y/scan.pdf")]);

        Assert.Empty(result.Matched);
        Assert.Equal([0, 1], Assert.Single(result.Ambiguous).Candidates.Select(file => file.Index));
        Assert.Empty(result.Unneeded);
    }

    [Fact]
    public void The_folders_tell_files_of_one_name_apart()
    {
        var result = Matcher.Match(
            [Failed("a", "2023/scan.pdf"), Failed("b", "2024/scan.pdf")],
            [Dropped(0, "scan.pdf", path: "all/2024/scan.pdf"), Dropped(1, "scan.pdf", path: "all/2023/scan.pdf")]);

        Assert.Equal([("a", 1, MatchedBy.Folder), ("b", 0, MatchedBy.Folder)], result.Matched.Select(match => (match.File.Job, match.Dropped.Index, match.By)));
    }

    [Fact]
    public void The_sizes_tell_files_of_one_name_apart_where_folders_do_not()
    {
        var result = Matcher.Match(
            [Failed("a", "scan.pdf", 10), Failed("b", "scan.pdf", 20)],
            [Dropped(0, "scan.pdf", 20, "x/scan.pdf"), Dropped(1, "scan.pdf", 10, "y/scan.pdf")]);

        Assert.Equal([("a", 1, MatchedBy.NameAndSize), ("b", 0, MatchedBy.NameAndSize)], result.Matched.Select(match => (match.File.Job, match.Dropped.Index, match.By)));
    }

    [Fact]
    public void One_dropped_file_for_two_failed_jobs_of_its_name_is_left_to_the_operator()
    {
        var result = Matcher.Match([Failed("a", "scan.pdf"), Failed("b", "scan.pdf")], [Dropped(0, "scan.pdf")]);

        Assert.Equal(["a", "b"], result.Ambiguous.Select(one => one.File.Job));
        Assert.All(result.Ambiguous, one => Assert.Equal(0, Assert.Single(one.Candidates).Index));
    }

    [Fact]
    public void One_of_two_folders_is_enough_to_know_whose_the_file_is()
    {
        var result = Matcher.Match([Failed("a", "2023/scan.pdf"), Failed("b", "2024/scan.pdf")], [Dropped(0, "scan.pdf", path: "2024/scan.pdf")]);

        Assert.Equal("b", Assert.Single(result.Matched).File.Job);
        Assert.Equal("a", Assert.Single(result.Missing).Job);
    }

    [Fact]
    public void A_size_that_nothing_else_has_is_the_last_resort()
    {
        var result = Matcher.Match(
            [Failed("a", "one.pdf", 10), Failed("b", "two.pdf", 20), Failed("c", "three.pdf", 20), Failed("d", "four.pdf", 0), Failed("e", null, 30)],
            [Dropped(0, "other.pdf", 10), Dropped(1, "another.pdf", 20), Dropped(2, "empty.txt", 0), Dropped(3, "named.pdf", 30)]);

        Assert.Equal([("a", 0, MatchedBy.Size), ("e", 3, MatchedBy.Size)], result.Matched.Select(match => (match.File.Job, match.Dropped.Index, match.By)));
        Assert.Equal(["b", "c", "d"], result.Missing.Select(file => file.Job));
        Assert.Equal([1, 2], result.Unneeded.Select(file => file.Index));
    }

    [Fact]
    public void Names_that_are_no_valid_text_break_nothing()
    {
        var result = Matcher.Match([Failed("a", "\ud800.pdf"), Failed("b", ""), Failed("c", null)], [Dropped(0, "\ud800.pdf"), Dropped(1, "")]);

        Assert.Equal("a", Assert.Single(result.Matched).File.Job);
        Assert.Equal(["b", "c"], result.Missing.Select(file => file.Job));
    }

    [Fact]
    public void Every_file_is_in_exactly_one_list_whatever_is_dropped() => Gen.Select(Files, Files).Sample((left, right) =>
    {
        var failed = left.Select((file, index) => Failed($"job-{index}", file.Name, file.Size)).ToList();
        var dropped = right.Select((file, index) => Dropped(index, FileName(file.Name), file.Size, file.Name)).ToList();

        var result = Matcher.Match(failed, dropped);

        string[] jobs = [.. result.Matched.Select(match => match.File.Job), .. result.Ambiguous.Select(one => one.File.Job), .. result.Missing.Select(file => file.Job)];
        Assert.Equal(failed.Select(file => file.Job).Order(StringComparer.Ordinal), jobs.Order(StringComparer.Ordinal));
        var candidates = result.Ambiguous.SelectMany(one => one.Candidates).Select(file => file.Index).Distinct();
        int[] indexes = [.. result.Matched.Select(match => match.Dropped.Index), .. candidates, .. result.Unneeded.Select(file => file.Index)];
        Assert.Equal(dropped.Select(file => file.Index), indexes.Order());
    });

    [Fact]
    public void A_failed_file_whose_exact_name_was_dropped_once_always_gets_it() => Files.Sample(files =>
    {
        var unique = files.GroupBy(file => FileName(file.Name), StringComparer.Ordinal).Select(group => group.First()).ToList();
        var failed = unique.Select((file, index) => Failed($"job-{index}", FileName(file.Name), file.Size)).ToList();
        var dropped = unique.Select((file, index) => Dropped(index, FileName(file.Name), file.Size + 1)).Reverse().ToList();

        var result = Matcher.Match(failed, dropped);

        Assert.All(result.Matched, match => Assert.Equal(match.File.Name, match.Dropped.Name));
        Assert.Equal(failed.Count, result.Matched.Count);
    });

    private static Gen<(string Name, long Size)[]> Files { get; } = Gen.Select(
        OneOf("", "a/", "b/", "a/b/"), OneOf("x", "X", "é", "e\u0301", "y", "z"), OneOf("", ".pdf", ".PDF", ".txt"), Gen.Long[0, 5],
        (folder, stem, ending, size) => (folder + stem + ending, size)).Array[0, 12];

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static FileToFix Failed(string job, string? name, long? size = null) => new(job, name, size, "format_error", "document", Verdict.ChangeFile);

    private static DroppedFile Dropped(int index, string name, long size = 1, string? path = null) => new(index, path ?? name, name, size);
}
