using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Data.Failures;
using BatchDashboard.Queries;
using BatchDashboard.Tests.Lineage;
using BatchDashboard.Triage;
using CsCheck;

namespace BatchDashboard.Tests.Data;

/// <summary>Failures grouped by pattern and by detail keys, against the same in LINQ; and each group as a filter.</summary>
public sealed class FailureGroupTests
{
    private const int Most = 1000;

    private static readonly Gen<JsonNode?> Detail = Gen.OneOf<Func<JsonNode?>>(
        () => ".xyz", () => ".XYZ", () => "a \"quoted\" \u00e9 \U0001F600", () => 7, () => 7.50, () => true, () => null, () => new JsonArray(".pdf", ".txt"),
        () => new JsonObject { ["a"] = 1 }, () => "", () => new string('x', 3000)).Select(make => make());

    private static readonly Gen<(string Name, string? Code, string? Message, (string Key, JsonNode? Value)[] Details, bool Failed)> Job = Gen.Select(
        Gen.OneOf("a.xyz", "b 1.pdf", "noending", "C.PDF"),
        Gen.OneOf("format_error", "corrupted_file", null),
        Gen.OneOf("Line 1 is bad", "Line 22 is bad", "Bad a.xyz", "other", "", null),
        Gen.Select(Gen.OneOf("format", "page", "odd key: \u00e9%"), Detail).Array[0, 3],
        Gen.Bool,
        (name, code, message, details, failed) => (name, code, message, details.DistinctBy(one => one.Item1).Select(one => (one.Item1, one.Item2)).ToArray(), failed));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_hold_every_failure_once_and_each_group_is_a_filter_that_finds_just_its_jobs()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var number = 0;
        await Job.List[1, 40].SampleAsync(
            async jobs =>
            {
                var batch = await cache.WriteAsync($"b{Interlocked.Increment(ref number)}", Pages.Of(jobs.Select((job, at) => Json(job, at))), isLast: true);
                var key = batch.Current!.Key;
                var failures = jobs.Count(job => job.Failed);

                var patterns = await cache.Store.GroupFailuresAsync(key, null, null, Most, CancellationToken.None);
                Assert.Equal(failures, patterns.Failures);
                Assert.Equal(
                    // A message that several files have can name the first of them only.
                    Counts(jobs.Where(job => job.Failed).Select(job => job.Message is null
                        ? null
                        : MessagePattern.Of(job.Message, jobs.First(other => other.Failed && other.Message == job.Message).Name))),
                    patterns.Groups.Select(group => (group.Text ?? "(none)", group.Count)).Order());
                foreach (var group in patterns.Groups)
                {
                    await HoldsAsync(cache, key, new JobQuery { Pattern = group.Id }, group);
                }

                foreach (var detail in jobs.SelectMany(job => job.Details).Select(detail => detail.Key).Append("no such key").Distinct().ToList())
                {
                    var groups = await cache.Store.GroupFailuresAsync(key, null, detail, Most, CancellationToken.None);
                    Assert.Equal(failures, groups.Groups.Sum(group => group.Count));
                    Assert.Equal(
                        Counts(jobs.Where(job => job.Failed).Select(job => Text(job.Details.FirstOrDefault(one => one.Key == detail).Value))),
                        groups.Groups.Select(group => (group.Text ?? "(none)", group.Count)).Order());
                    foreach (var group in groups.Groups)
                    {
                        await HoldsAsync(cache, key, new JobQuery { Details = [new DetailFilter(detail, group.Text is null ? null : group.Id)] }, group);
                    }
                }
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public async Task Triage_is_a_filter_too_and_filters_of_all_kinds_are_taken_together()
    {
        using var cache = await TemporaryCache.CreateAsync();
        string Row(int at, string code, string message, string format) =>
            Json(($"File {at}.{(at % 2 == 0 ? "pdf" : "doc")}", code, message, [("format", format)], true), at);
        var batch = await cache.WriteAsync("b", Pages.Of(Enumerable.Range(0, 100).Select(at =>
            Row(at, at % 3 == 0 ? "format_error" : "corrupted_file", $"Line {at} is {(at % 5 == 0 ? "bad" : "odd")}", at % 7 == 0 ? ".a" : ".b"))), isLast: true);
        var key = batch.Current!.Key;
        var group = (await cache.Store.GroupFailuresAsync(key, "format_error", null, Most, Token)).Groups.Single(one => one.Text == "Line ‹n› is bad");
        Assert.Equal(7, group.Count);

        // The error type is acknowledged, but for job 0; of job 70, which has another, it was said of itself.
        await cache.Triage.ChangeAsync(TriageTarget.OfErrors(batch.Id, "format_error"), new TriageChange(TriageState.Acknowledged, null, null, "Ada"), 0, Token);
        await SetAsync("job-0", TriageState.Open);
        await SetAsync("job-70", TriageState.Acknowledged);
        await SetAsync("row-100", TriageState.WontFix);
        Assert.Equal(34 - 2 + 1, await CountAsync("acknowledged"));
        Assert.Equal(66 - 1 + 1, await CountAsync("open"));
        Assert.Equal(100, await CountAsync([.. JobQuery.TriageWords]));

        var all = new JobQuery { Triage = ["acknowledged"], Search = "pdf", Pattern = group.Id, Details = [new DetailFilter("format", ".a")] };
        var found = await cache.Store.FindJobsAsync(key, await cache.Marks.AddAsync(batch.Id, all, Token), 0, Most, Token);
        Assert.Equal([70L], found.Select(job => job.Ordinal));

        // What changes is seen at once.
        await SetAsync("job-70", TriageState.Resolved);
        Assert.Equal(33 - 1, await CountAsync("acknowledged"));

        async Task<long> CountAsync(params string[] states) =>
            await cache.Store.CountJobsAsync(key, await cache.Marks.AddAsync(batch.Id, new JobQuery { Triage = states }, Token), Token);

        Task SetAsync(string job, TriageState state) =>
            cache.Triage.ChangeJobsAsync(batch.Id, [job], new TriageChange(state, null, null, "Ada"), null, Token);
    }

    [Fact]
    public async Task Failed_jobs_are_fixed_or_still_failing_and_a_new_success_changes_that_at_once()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(100, 1, 100), isLast: true);
        Assert.Equal((0L, 10L), await CountAsync());

        await SentRows.WriteAsync(cache.File, new SentBatch("new", new Sent("b", "job-10", "n-1", "succeeded"), new Sent("b", "job-20", "n-2", "failed")));
        Assert.Equal((1L, 9L), await CountAsync());
        Assert.Equal([10L], (await cache.Store.FindJobsAsync(batch.Current!.Key, await FilterAsync(JobQuery.Fixed), 0, Most, Token)).Select(job => job.Ordinal));
        Assert.Equal((await FilterAsync(JobQuery.Fixed)).Marks![0].Stamp, (await FilterAsync(JobQuery.Fixed)).Marks![0].Stamp);

        await SentRows.WriteAsync(cache.File, new SentBatch("newer", new Sent("new", "n-2", "n-3", "succeeded")) { Resubmission = "sent-2" });
        Assert.Equal((2L, 8L), await CountAsync());

        async Task<(long, long)> CountAsync() => (
            await cache.Store.CountJobsAsync(batch.Current!.Key, await FilterAsync(JobQuery.Fixed), Token),
            await cache.Store.CountJobsAsync(batch.Current.Key, await FilterAsync(JobQuery.StillFailing), Token));

        Task<JobQuery> FilterAsync(string fix) => cache.Marks.AddAsync(batch.Id, new JobQuery { Fix = fix }, Token);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("format")]
    public async Task Each_group_knows_how_many_of_its_files_were_fixed_or_failed_again(string? key)
    {
        using var cache = await TemporaryCache.CreateAsync();
        var rows = Enumerable.Range(0, 60).Select(number => number % 5 == 0
            ? $$"""{"job_id":"job-{{number}}","status":"succeeded"}"""
            : $$"""{"job_id":"job-{{number}}","status":"failed","error":{"code":"{{(number % 2 == 0 ? "x" : "y")}}","message":"{{(number % 3 == 0 ? "Bad" : "Worse")}} line {{number}}","details":{"format":".{{number % 4}}"} } }""");
        var batch = await cache.WriteAsync("b", Pages.Of(rows), isLast: true);
        var snapshot = batch.Current!.Key;
        Assert.Empty(await cache.Store.CountByGroupAsync(snapshot, null, key, new HashSet<string>(StringComparer.Ordinal), Token));
        await SentRows.WriteAsync(cache.File, new SentBatch("new", [.. Enumerable.Range(0, 40).Select(number => new Sent("b", $"job-{number}", $"n-{number}", number % 7 < 4 ? "succeeded" : "failed"))]));

        var groups = await cache.Store.GroupFailuresAsync(snapshot, "x", key, Most, Token);
        var lineage = await cache.Lineage.FindAsync(batch.Id, Token);
        var fixedCounts = await cache.Store.CountByGroupAsync(snapshot, "x", key, lineage.FixedJobs, Token);
        var failedAgain = await cache.Store.CountByGroupAsync(snapshot, "x", key, lineage.FailedAgain, Token);

        Assert.NotEmpty(fixedCounts);
        foreach (var group in groups.Groups)
        {
            var query = new JobQuery { ErrorCodes = ["x"], Fix = JobQuery.Fixed };
            query = key is null ? query with { Pattern = group.Id } : query with { Details = [new DetailFilter(key, group.Id)] };
            var isFixed = await cache.Store.CountJobsAsync(snapshot, await cache.Marks.AddAsync(batch.Id, query, Token), Token);
            Assert.Equal(isFixed, fixedCounts.GetValueOrDefault(group.Id));
        }

        // Even ones below 40 that failed and whose corrected file failed.
        Assert.Equal(Enumerable.Range(0, 40).Count(number => number % 2 == 0 && number % 5 != 0 && number % 7 >= 4), failedAgain.Values.Sum());
    }

    [Fact]
    public async Task Jobs_of_a_copy_that_fills_are_grouped_as_they_come()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Cut(100, 1, 50));
        Assert.Equal(5, (await cache.Store.GroupFailuresAsync(batch.Readable!.Key, null, "format", Most, Token)).Failures);
        batch = await cache.WriteAsync("b", Pages.Cut(100, 2, 50));
        Assert.Equal(10, (await cache.Store.GroupFailuresAsync(batch.Readable!.Key, null, "format", Most, Token)).Failures);
        Assert.Equal(FailureGroups.None, await cache.Store.GroupFailuresAsync(batch.Readable!.Key + 1000, null, null, Most, Token));
    }

    [Fact]
    public async Task A_group_tells_when_it_was_seen_its_sizes_formats_and_some_jobs_and_the_rest_is_counted()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Of(Enumerable.Range(0, 30).Select(at => Json(($"f{at}.pdf", "format_error", $"word{(char)('a' + (at % 3))} failed", [], true), at))), isLast: true);
        var groups = await cache.Store.GroupFailuresAsync(batch.Current!.Key, "format_error", null, 1, Token);
        var group = Assert.Single(groups.Groups);
        Assert.Equal((30L, 2, 20L), (groups.Failures, groups.Others, groups.OtherFailures));
        Assert.Equal(("worda failed", 10L), (group.Text, group.Count));
        Assert.Equal([0L, 3, 6, 9, 12], group.Sample);
        Assert.Equal([(".pdf", 10L)], group.Formats.Select(format => (format.Ending!, format.Count)));
        Assert.Equal((100L, 127L), (group.SmallestBytes!.Value, group.LargestBytes!.Value));
        Assert.Equal((1_000_000L, 1_000_027L), (group.FirstSeen!.Value.ToUnixTimeSeconds(), group.LastSeen!.Value.ToUnixTimeSeconds()));
        Assert.Equal("worda failed", await cache.Store.PatternTextAsync(batch.Current!.Key, group.Id, Token));
        Assert.Null(await cache.Store.PatternTextAsync(batch.Current!.Key, "rubbish", Token));

        // As somebody may type it into a URL.
        Assert.Equal("worda failed", await cache.Store.PatternTextAsync(batch.Current!.Key, group.Id.ToUpperInvariant(), Token));
        Assert.Equal(10, await cache.Store.CountJobsAsync(batch.Current!.Key, new JobQuery { Pattern = group.Id.ToUpperInvariant() }, Token));
    }

    [Fact]
    public async Task What_operators_know_is_never_left_out_of_a_question()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var copy = (await cache.WriteAsync("b", Pages.Cut(100, 1, 100), isLast: true)).Current!.Key;

        await Assert.ThrowsAsync<ArgumentException>(() => cache.Store.CountJobsAsync(copy, new JobQuery { Fix = JobQuery.Fixed }, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => cache.Store.CountJobsAsync(copy, new JobQuery { Triage = ["open"] }, Token));
    }

    private static async Task HoldsAsync(TemporaryCache cache, long snapshot, JobQuery filter, FailureGroup group)
    {
        var found = await cache.Store.MatchAsync(snapshot, filter, 0, Most, CancellationToken.None);
        Assert.Equal(group.Count, found.Total);
        Assert.Equal(group.Sample, found.Jobs.Take(5).Select(job => job.Ordinal));
    }

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonArray list => string.Join(", ", list.Select(item => item!.ToString())),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>() is var all && all.Length > 2000 ? all[..2000] : all,
        _ => value.ToJsonString(),
    };

    private static IEnumerable<(string, long)> Counts(IEnumerable<string?> texts) =>
        texts.GroupBy(text => text ?? "(none)").Select(group => (group.Key, (long)group.Count())).Order();

    private static string Json((string Name, string? Code, string? Message, (string Key, JsonNode? Value)[] Details, bool Failed) job, int at) => new JsonObject
    {
        ["job_id"] = $"job-{at}",
        ["filename"] = job.Name,
        ["media_type"] = "document",
        ["status"] = job.Failed ? "failed" : "succeeded",
        ["file_info"] = new JsonObject { ["size_bytes"] = 100 + at },
        ["processing_info"] = new JsonObject { ["completed_at"] = DateTimeOffset.FromUnixTimeSeconds(1_000_000 + at).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) },
        ["error"] = !job.Failed ? null : new JsonObject
        {
            ["code"] = job.Code,
            ["message"] = job.Message,
            ["details"] = new JsonObject(job.Details.Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()))),
        },
    }.ToJsonString();
}
