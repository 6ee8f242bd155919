using BatchDashboard.Data;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Playbooks;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Tests.Wickson;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static BatchDashboard.Tests.Resolution.FailedFile;

namespace BatchDashboard.Tests.Resolution.Playbooks;

/// <summary>A folder of playbooks while files in it come, change, break and go.</summary>
public sealed class TeamPlaybooksTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("playbooks-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ListLog _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly Lazy<TeamPlaybooks> _team;

    public TeamPlaybooksTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _team = new(() => new TeamPlaybooks(
            Options.Create(new ResolutionOptions { Playbooks = _folder.FullName }), new DataDirectory(""), _time, _loggers.CreateLogger<TeamPlaybooks>()));
    }

    private TeamPlaybooks Team => _team.Value;

    [Fact]
    public void A_playbook_takes_the_place_of_the_built_in_one_and_the_facts_of_the_file_stay()
    {
        Write("formats.md", "code: format_error\ntitle: We convert for you\nactor: account owner\nverdict: wait", "Ask **Ana**.");

        var advice = new Advisor(Team).For(Job("format_error", "budget.numbers", 1000), null);

        Assert.Equal(("We convert for you", Actor.AccountOwner, Verdict.Wait), (advice.WhatHappened, advice.Actor, advice.Verdict));
        Assert.Equal("<p>Ask <strong>Ana</strong>.</p>", advice.Team!.Html);
        Assert.Empty(advice.Steps);
        Assert.Equal([".numbers is not among the formats that Wickson documents."], advice.Checks);
        Assert.Equal("We convert for you", new Advisor(Team).ForType("format_error", null).WhatHappened);
    }

    [Fact]
    public void A_playbook_may_add_to_the_built_in_one_and_codes_that_nobody_documented_may_have_one()
    {
        Write("more.md", "codes: [corrupted_file, flux_misaligned, unknown]\nmode: append\nverdict: drop", "Tell the sender.");
        var advisor = new Advisor(Team);

        var known = advisor.For(Job("corrupted_file", "a.pdf", 1000), null);
        Assert.Equal(("The file's content is damaged or could not be read.", Actor.Operator, Verdict.Drop), (known.WhatHappened, known.Actor, known.Verdict));
        Assert.NotEmpty(known.Steps);
        Assert.NotNull(known.Team);
        Assert.NotNull(advisor.For(Job("Flux_Misaligned", "a.pdf", 1000), null).Team);
        Assert.NotNull(advisor.For(Job(null, "a.pdf", 1000), null).Team);
        Assert.Null(advisor.For(Job("format_error", "a.pdf", 1000), null).Team);
    }

    [Fact]
    public void A_file_that_changes_comes_or_goes_is_read_again()
    {
        Write("formats.md", "code: format_error\ntitle: First", "");
        Assert.Equal("First", Team.Find("format_error")?.Title);

        Write("formats.md", "code: format_error\ntitle: Second one", "");
        Until(() => Team.Find("format_error")?.Title == "Second one");

        Write("storage.md", "code: storage_error\ntitle: New", "");
        Until(() => Team.Find("storage_error") is not null);

        File.Delete(Path.Combine(_folder.FullName, "formats.md"));
        Until(() => Team.Find("format_error") is null);
    }

    [Fact]
    public void A_file_that_breaks_keeps_its_last_good_version_and_says_so_until_it_is_mended()
    {
        Write("format_error.md", "code: format_error\ntitle: Good", "");
        Assert.Empty(Team.Problems);

        Write("format_error.md", "code: format_error\nverdict: resend", "");
        Until(() => Team.Problems.Count > 0);

        Assert.Equal(
            "The team's playbook format_error.md cannot be read: line 3: verdict is “resend”; write send-again, change-file, drop, wait, look-first. Its last good version is still used.",
            Assert.Single(Team.Problems));
        Assert.Equal("Good", Team.Find("format_error")?.Title);
        Assert.Contains(_log.Lines, line => line.Contains("format_error.md cannot be read", StringComparison.Ordinal));

        Write("format_error.md", "code: format_error\ntitle: Better", "");
        Until(() => Team.Problems.Count == 0 && Team.Find("format_error")?.Title == "Better");
    }

    [Fact]
    public void A_file_that_never_was_good_leaves_the_built_in_one()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "bad.md"), "no front matter");

        Assert.EndsWith("The built-in one is used instead.", Assert.Single(Team.Problems), StringComparison.Ordinal);
        Assert.Null(new Advisor(Team).For(Job("format_error", "a.numbers", 1000), null).Team);
    }

    [Fact]
    public async Task A_pipe_in_the_folder_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await ProcessRun.ToEndAsync(new("mkfifo", [Path.Combine(_folder.FullName, "pipe.md")]));

        var problems = await Task.Run(() => Team.Problems, TestContext.Current.CancellationToken).InTimeAsync();

        Assert.Equal("The team's playbook pipe.md cannot be read: it is empty. The built-in one is used instead.", Assert.Single(problems));
    }

    [Fact]
    public void Of_two_files_for_one_code_the_one_that_was_first_stays_and_without_a_first_neither_counts()
    {
        Write("b.md", "code: format_error\ntitle: First", "");
        Assert.Equal("First", Team.Find("format_error")?.Title);

        Write("a.md", "code: format_error\ntitle: Second", "");
        Until(() => Team.Problems.Count > 0);
        Assert.Equal("First", Team.Find("format_error")?.Title);
        Assert.Equal(
            "The team's playbooks a.md and b.md are for the same code format_error. Until only one is left, b.md is used.", Assert.Single(Team.Problems));

        using var again = new TeamPlaybooks(
            Options.Create(new ResolutionOptions { Playbooks = _folder.FullName }), new DataDirectory(""), _time, _loggers.CreateLogger<TeamPlaybooks>());
        Assert.Null(again.Find("format_error"));
        Assert.EndsWith("the built-in one is used.", Assert.Single(again.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_goes_away_keeps_what_it_said()
    {
        Write("formats.md", "code: format_error\ntitle: Good", "");
        Assert.Equal("Good", Team.Find("format_error")?.Title);

        _folder.Delete(recursive: true);
        Until(() => Team.Problems.Count > 0);

        Assert.Equal("Good", Team.Find("format_error")?.Title);
        Directory.CreateDirectory(_folder.FullName);
        Until(() => Team.Problems.Count == 0 && Team.Find("format_error") is null);
    }

    [Fact]
    public void Without_a_folder_there_are_none()
    {
        using var none = new TeamPlaybooks(Options.Create(new ResolutionOptions()), new DataDirectory(""), _time, _loggers.CreateLogger<TeamPlaybooks>());
        Assert.Null(none.Find("format_error"));
        Assert.Empty(none.Problems);
    }

    public void Dispose()
    {
        if (_team.IsValueCreated)
        {
            Team.Dispose();
        }

        _loggers.Dispose();
        _folder.Refresh();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private void Write(string name, string head, string body) =>
        File.WriteAllText(Path.Combine(_folder.FullName, name), $"---\n{head}\n---\n{body}");

    // The system tells of a change when it likes, on a thread of its own: time goes on until then, and the slow look finds it anyway.
    private void Until(Func<bool> condition)
    {
        bool Later()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        }

        Assert.True(SpinWait.SpinUntil(Later, Waiting.Limit), "It never came to be.");
    }
}
