using BatchDashboard.Components;
using BatchDashboard.Queries;

namespace BatchDashboard.Tests.Resolution.Kit;

/// <summary>The kit's scripts, run for real against the sandbox over HTTP.</summary>
public sealed class SendScriptTests
{
    private static readonly JobQuery All = JobQuery.Default;

    public static TheoryData<string> Kinds { get; } = new("py", "sh");

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Corrected_files_are_matched_packed_sent_once_and_remembered(string kind)
    {
        await using var kits = await Kits.StartAsync();
        var batch = await kits.FailedAsync("reports & \"more\"", "budget.numbers", "calls/one.opus", "same.xyz", "missing.numbers", "twice.numbers", "a/x.numbers", "b/x.numbers", "empty.numbers");
        await kits.DownloadAsync(Urls.Kit(batch, All));
        kits.Bring("budget.pdf");
        kits.Bring("sub/one.mp3", "new sound");
        kits.Bring("same.xyz");
        kits.Bring("twice.pdf");
        kits.Bring("twice.docx");
        kits.Bring("x.pdf");
        kits.Bring("empty.pdf", "");
        kits.Bring("unneeded.pdf");

        var (exit, output) = await kits.RunAsync(kind, "--dry-run", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Contains("To send: 3 files, 31 bytes, in 1 batch, to", output, StringComparison.Ordinal);
        Assert.Contains("missing.numbers", output, StringComparison.Ordinal);
        Assert.Contains("twice.numbers", output, StringComparison.Ordinal);
        Assert.Contains("a/x.numbers", output, StringComparison.Ordinal);
        Assert.Contains("empty.numbers", output, StringComparison.Ordinal);
        Assert.Single(kits.Catalog.Sent);

        (exit, output) = await kits.RunAsync(kind, kits.Corrected);
        Assert.NotEqual(0, exit);
        Assert.Contains("--yes", output, StringComparison.Ordinal);
        Assert.Single(kits.Catalog.Sent);

        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Equal(2, kits.Catalog.Sent.Count);
        var made = kits.Catalog.Sent[^1];
        Assert.Contains("accepted as " + made.Value, output, StringComparison.Ordinal);
        Assert.Equal(["budget.pdf", "calls/one.mp3", "same.xyz"], (await kits.RowsAsync(made)).Select(row => row.FileName!), StringComparer.Ordinal);
        Assert.Equal([11, 9, 11], (await kits.RowsAsync(made)).Select(row => row.SizeBytes!.Value));
        Assert.Equal("reports & \"more\"", await kits.CollectionAsync(made));
        Assert.DoesNotContain("test-key", output + await File.ReadAllTextAsync(kits.Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        kits.Bring("missing.pdf");
        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Equal(["missing.pdf"], (await kits.RowsAsync(kits.Catalog.Sent[^1])).Select(row => row.FileName!), StringComparer.Ordinal);

        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Equal(3, kits.Catalog.Sent.Count);

        // Another kit in the same folder counts its files anew: the log of the first says nothing about them.
        await kits.DownloadAsync(Urls.Kit(batch, All));
        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.NotEqual(0, exit);
        Assert.Contains("is of another kit", output, StringComparison.Ordinal);
        Assert.Equal(3, kits.Catalog.Sent.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Hostile_names_are_data(string kind)
    {
        string[] stems =
        [
            "$(touch pwned)", "`touch pwned`", "-rf", "--yes", "a\"b", "a'b", "line\nbreak", "5,accepted,x", "x\n3,accepted,2026,batch-x", "semi;filename=\"y", "back\\slash", "back\\\\\"q",
            "été 漢字 🙂", "* ? [a] {b}", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", " lead", "]]; touch pwned; [[", "a]b[c", "@etc", "&& touch pwned", "x[$(touch pwned)]",
        ];
        await using var kits = await Kits.StartAsync();
        var batch = await kits.FailedAsync("col\"l\\ection $(touch pwned)", [.. stems.Select(stem => stem + ".numbers"), "../../../up.numbers", "/etc/passwd.numbers"]);
        await kits.DownloadAsync(Urls.Kit(batch, All));
        foreach (var stem in stems)
        {
            kits.Bring(stem + ".pdf", "new " + stem);
        }

        kits.Bring("up.pdf");
        kits.Bring("passwd.pdf");

        var (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);

        Assert.True(exit == 0, output);
        var made = kits.Catalog.Sent[^1];
        Assert.NotEqual(batch, made);
        var names = stems.Select(stem => stem + ".pdf").Append("../../../up.pdf").Append("/etc/passwd.pdf");
        Assert.Equal(names, (await kits.RowsAsync(made)).Select(row => row.FileName!), StringComparer.Ordinal);
        Assert.Equal("col\"l\\ection $(touch pwned)", await kits.CollectionAsync(made));
        Assert.DoesNotContain(kits.Everything(), path => Path.GetFileName(path) == "pwned");
        Assert.All((await File.ReadAllLinesAsync(kits.Log, TestContext.Current.CancellationToken)).Skip(1), line => Assert.Matches(@"^\d+,(sending|accepted),", line));
        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Equal(made, kits.Catalog.Sent[^1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_letter_is_the_same_however_it_is_composed(string kind)
    {
        await using var kits = await Kits.StartAsync();
        var batch = await kits.FailedAsync("default", "r\u00e9sum\u00e9.numbers", "Vie\u0323\u0302t \uac01.numbers", "twice-\u00e4.numbers");
        await kits.DownloadAsync(Urls.Kit(batch, All));
        kits.Bring("re\u0301sume\u0301.pdf");
        kits.Bring("Vi\u1ec7t \u1100\u1161\u11a8.numbers");
        kits.Bring("twice-\u00e4.numbers");
        kits.Bring("twice-a\u0308.numbers");

        var (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);

        Assert.True(exit == 0, output);
        Assert.Contains("More than one file could be meant", output, StringComparison.Ordinal);
        Assert.Equal(
            ["re\u0301sume\u0301.pdf", "Vi\u1ec7t \u1100\u1161\u11a8.numbers"], (await kits.RowsAsync(kits.Catalog.Sent[^1])).Select(row => row.FileName!), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task More_than_a_batch_may_have_is_sent_in_several(string kind)
    {
        await using var kits = await Kits.StartAsync();
        await kits.DownloadAsync("/export/batches/batch-all-failed/kit.zip");
        foreach (var name in kits.Read("files.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            kits.Bring(Path.ChangeExtension(name, ".stl"));
        }

        var (exit, output) = await kits.RunAsync(kind, "--yes", "--force-overwrite", kits.Corrected);

        Assert.True(exit == 0, output);
        Assert.Equal(2, kits.Catalog.Sent.Count);
        Assert.Equal(25, (await kits.RowsAsync(kits.Catalog.Sent[0])).Count);
        Assert.Equal(23, (await kits.RowsAsync(kits.Catalog.Sent[1])).Count);
        Assert.Equal("engineering-archive", await kits.CollectionAsync(kits.Catalog.Sent[1]));
    }

    [Theory]
    [InlineData("py", "402")]
    [InlineData("sh", "402")]
    [InlineData("py", "429")]
    [InlineData("sh", "429")]
    [InlineData("py", "413")]
    [InlineData("sh", "413")]
    public async Task A_refusal_stops_the_sending_and_the_next_run_goes_on_where_it_was(string kind, string fault)
    {
        await using var kits = await Kits.StartAsync();
        await kits.DownloadAsync("/export/batches/batch-all-failed/kit.zip");
        foreach (var name in kits.Read("files.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            kits.Bring(Path.ChangeExtension(name, ".stl"));
        }

        kits.Faults.NextUploads("", fault);
        var (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.NotEqual(0, exit);
        Assert.Contains(fault, output, StringComparison.Ordinal);
        Assert.Single(kits.Catalog.Sent);

        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Equal(2, kits.Catalog.Sent.Count);
        Assert.Equal(23, (await kits.RowsAsync(kits.Catalog.Sent[1])).Count);
    }

    [Theory]
    [InlineData("py", "lost-answer")]
    [InlineData("sh", "lost-answer")]
    [InlineData("py", "502")]
    [InlineData("sh", "502")]
    [InlineData("py", "html")]
    [InlineData("sh", "html")]
    public async Task What_may_have_been_taken_is_not_sent_again_unasked(string kind, string fault)
    {
        await using var kits = await Kits.StartAsync();
        var batch = await kits.FailedAsync("default", "a.numbers");
        await kits.DownloadAsync(Urls.Kit(batch, All));
        kits.Bring("a.pdf");
        kits.Faults.NextUploads(fault);

        var (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.NotEqual(0, exit);
        Assert.Contains("Nobody knows what became of it", output, StringComparison.Ordinal);

        var sent = kits.Catalog.Sent.Count;
        (exit, output) = await kits.RunAsync(kind, "--yes", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Contains("Outcome unknown", output, StringComparison.Ordinal);
        Assert.Equal(sent, kits.Catalog.Sent.Count);

        (exit, output) = await kits.RunAsync(kind, "--yes", "--retry-unknown", kits.Corrected);
        Assert.True(exit == 0, output);
        Assert.Equal(sent + 1, kits.Catalog.Sent.Count);
    }
}
