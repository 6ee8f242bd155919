using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Data;

/// <summary>Files of two copies are found by their names, and each is in exactly one list.</summary>
public sealed class ComparingTests : IAsyncLifetime
{
    private static readonly Gen<(string Name, string Status)[]> Files = Gen.Select(
        Gen.OneOf("a", "b", "c", "dir/a", ".b", "").SelectMany(stem => Gen.OneOf("", ".pdf", ".xlsx", ".PDF").Select(ending => stem + ending)),
        Gen.OneOf("failed", "succeeded", "processed", "queued")).Array[0, 12];

    private TemporaryCache _cache = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cache = await TemporaryCache.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_file_is_in_the_list_that_tells_what_became_of_it()
    {
        var left = await CopyAsync("left", ("fixed.pdf", "failed"), ("still.pdf", "failed"), ("new.pdf", "succeeded"), ("gone.pdf", "succeeded"), ("same.pdf", "succeeded"), ("waits.pdf", "failed"));
        var right = await CopyAsync("right", ("waits.pdf", "queued"), ("same.pdf", "processed"), ("added.pdf", "failed"), ("new.pdf", "failed"), ("still.pdf", "failed"), ("fixed.pdf", "succeeded"));

        Assert.Equal(["fixed.pdf>fixed.pdf"], await ListAsync(left, right, FileList.Fixed));
        Assert.Equal(["still.pdf>still.pdf"], await ListAsync(left, right, FileList.StillFailing));
        Assert.Equal(["new.pdf>new.pdf"], await ListAsync(left, right, FileList.NewlyFailing));
        Assert.Equal(["gone.pdf>"], await ListAsync(left, right, FileList.OnlyLeft));
        Assert.Equal([">added.pdf"], await ListAsync(left, right, FileList.OnlyRight));
        var counts = (await _cache.Store.CompareAsync(left, right, [], FileList.Fixed, "", 0, 0, Token))!.Counts;
        Assert.Equal(new FileCounts(1, 1, 1, 1, 1, Unchanged: 1, Undecided: 1), counts);
    }

    [Fact]
    public async Task A_corrected_file_is_found_by_its_name_with_another_extension_where_only_one_can_be_meant()
    {
        var left = await CopyAsync("left", ("budget.numbers", "failed"), ("plan.key", "failed"), ("twice.a", "failed"), ("x/report.doc", "failed"), ("README", "failed"));
        var right = await CopyAsync("right", ("Budget.pdf", "succeeded"), ("plan.pdf", "succeeded"), ("plan.txt", "succeeded"), ("twice.b", "failed"), ("y/report.pdf", "succeeded"), ("readme.md", "succeeded"));

        Assert.Equal(["budget.numbers>Budget.pdf", "README>readme.md"], await ListAsync(left, right, FileList.Fixed));
        Assert.Equal(["twice.a>twice.b"], await ListAsync(left, right, FileList.StillFailing));
        Assert.Equal(["plan.key>", "x/report.doc>"], await ListAsync(left, right, FileList.OnlyLeft));
        Assert.Equal(3, (await _cache.Store.CompareAsync(left, right, [], FileList.Fixed, "", 0, 0, Token))!.Counts.OtherExtension);
    }

    [Fact]
    public async Task A_file_that_was_sent_again_is_the_same_whatever_its_name()
    {
        var left = await CopyAsync("left", ("budget.numbers", "failed"), ("scan.tiff", "failed"), ("report.pdf", "failed"), ("report.pdf", "failed"));
        var right = await CopyAsync("right", ("budget 2024.pdf", "succeeded"), ("report.pdf", "succeeded"), ("scan.pdf", "failed"), ("other.pdf", "succeeded"));
        Assert.Equal(["report.pdf>report.pdf"], await ListAsync(left, right, FileList.Fixed));

        (string, string)[] resubmitted = [("row-1", "row-1"), ("row-4", "row-2"), ("row-1", "gone"), ("gone", "row-4")];
        Assert.Equal(["budget.numbers>budget 2024.pdf", "report.pdf>report.pdf"], await ListAsync(left, right, FileList.Fixed, "", resubmitted));
        Assert.Equal(["scan.tiff>scan.pdf"], await ListAsync(left, right, FileList.StillFailing, "", resubmitted));
        Assert.Equal(
            ["budget 2024.pdf>budget.numbers", "report.pdf>report.pdf"],
            await ListAsync(right, left, FileList.NewlyFailing, "", [.. resubmitted.Select(pair => (pair.Item2, pair.Item1))]));
        var fixedFiles = (await _cache.Store.CompareAsync(left, right, resubmitted, FileList.Fixed, "", 0, 10, Token))!;
        Assert.Equal([0L, 3L], fixedFiles.Files.Select(file => file.Left!.Ordinal));
        Assert.Equal((2L, 1L), (fixedFiles.Counts.SentAgain, fixedFiles.Counts.OtherExtension));
    }

    [Fact]
    public async Task Files_of_the_same_name_are_paired_in_their_order()
    {
        var left = await CopyAsync("left", ("a.pdf", "failed"), ("a.pdf", "succeeded"), ("a.pdf", "failed"));
        var right = await CopyAsync("right", ("a.pdf", "succeeded"), ("a.pdf", "failed"));

        Assert.Equal(["a.pdf>a.pdf"], await ListAsync(left, right, FileList.Fixed));
        Assert.Equal(["a.pdf>a.pdf"], await ListAsync(left, right, FileList.NewlyFailing));
        Assert.Equal(["a.pdf>"], await ListAsync(left, right, FileList.OnlyLeft));
    }

    [Fact]
    public async Task A_list_is_paged_and_searched_by_the_names_of_both_sides()
    {
        var files = Enumerable.Range(0, 300).Select(number => ($"File {number}.pdf", "failed")).ToArray();
        var left = await CopyAsync("left", [("Étude.numbers", "failed"), .. files]);
        var right = await CopyAsync("right", [.. files, ("étude.pdf", "failed")]);

        Assert.Equal(["Étude.numbers>étude.pdf"], await ListAsync(left, right, FileList.StillFailing, "ÉTUDE"));
        Assert.Equal(["Étude.numbers>étude.pdf"], await ListAsync(left, right, FileList.StillFailing, "étude.p"));
        var page = await _cache.Store.CompareAsync(left, right, [], FileList.StillFailing, "file 2", 100, 7, Token);
        Assert.Equal((111L, 7), (page!.Total, page.Files.Count));
        Assert.Equal("File 289.pdf", page.Files[0].Left!.Job.FileName);
        Assert.Empty((await _cache.Store.CompareAsync(left, right, [], FileList.StillFailing, "", 5000, 7, Token))!.Files);
    }

    [Fact]
    public async Task A_copy_that_is_gone_or_not_whole_is_not_compared()
    {
        var left = await CopyAsync("left", ("a.pdf", "failed"));
        var right = await CopyAsync("right", ("a.pdf", "failed"));
        var part = (await _cache.WriteAsync("part", Pages.Cut(100, 1, 50))).Filling!.Key;
        Assert.NotNull(await _cache.Store.CompareAsync(left, right, [], FileList.Fixed, "", 0, 1, Token));

        await CopyAsync("right", ("a.pdf", "succeeded"));

        Assert.Null(await _cache.Store.CompareAsync(left, right, [], FileList.Fixed, "", 0, 1, Token));
        Assert.Null(await _cache.Store.CompareAsync(left, part, [], FileList.Fixed, "", 0, 1, Token));
    }

    [Fact]
    public async Task Whatever_the_files_are_each_is_counted_once_and_found_as_one_would_by_hand()
    {
        var round = 0;
        await Gen.Select(Files, Files).SampleAsync(
            async both =>
            {
                var number = Interlocked.Increment(ref round);
                var (left, right) = (await CopyAsync($"left-{number}", both.Item1), await CopyAsync($"right-{number}", both.Item2));
                var counts = (await _cache.Store.CompareAsync(left, right, [], FileList.Fixed, "", 0, 0, Token))!.Counts;
                var pairs = counts.Fixed + counts.StillFailing + counts.NewlyFailing + counts.Unchanged + counts.Undecided;
                Assert.Equal((both.Item1.Length, both.Item2.Length), (pairs + counts.OnlyLeft, pairs + counts.OnlyRight));
                Assert.Equal(ByHand(both.Item1, both.Item2), pairs);
            },
            iter: 40,
            threads: 1);
    }

    private static int ByHand((string Name, string Status)[] left, (string Name, string Status)[] right)
    {
        static string Stem(string name) => name.LastIndexOf('.') is var dot && dot > name.LastIndexOf('/') + 1 ? name[..dot] : name;

        var (one, other) = (left.Select(file => file.Name.ToLowerInvariant()).Where(name => name.Length > 0).ToList(), right.Select(file => file.Name.ToLowerInvariant()).Where(name => name.Length > 0).ToList());
        var pairs = 0;
        foreach (var name in one.ToList().Where(other.Remove))
        {
            one.Remove(name);
            pairs++;
        }

        var (stems, otherStems) = (one.ConvertAll(Stem), other.ConvertAll(Stem));
        return pairs + stems.Count(stem => stems.Count(name => name == stem) == 1 && otherStems.Count(name => name == stem) == 1);
    }

    private async Task<List<string>> ListAsync(
        long left, long right, FileList list, string search = "", IReadOnlyList<(string Left, string Right)>? resubmitted = null)
    {
        var found = await _cache.Store.CompareAsync(left, right, resubmitted ?? [], list, search, 0, 1000, Token);
        Assert.Equal(found!.Total, found.Files.Count);
        return [.. found.Files.Select(file => $"{file.Left?.Job.FileName}>{file.Right?.Job.FileName}")];
    }

    private async Task<long> CopyAsync(string batch, params (string Name, string Status)[] files)
    {
        var rows = files.Select(file => $$"""{"filename":"{{file.Name}}","status":"{{file.Status}}"}""");
        var pagination = $$"""{"page":1,"page_size":{{Math.Max(1, files.Length)}},"total_items":{{files.Length}},"total_pages":1}""";
        await _cache.Store.BeginSyncAsync(BatchId.Parse(batch), fresh: true, Token);
        await _cache.WriteAsync(batch, Pages.Of(rows, pagination), forSync: true, isLast: true);
        return (await _cache.FindAsync(batch))!.Current!.Key;
    }
}
