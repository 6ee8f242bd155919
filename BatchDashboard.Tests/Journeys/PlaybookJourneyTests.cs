using BatchDashboard.Tests.Startup;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>A team's own playbook: read with the error, changed while the app runs, and told of when it breaks.</summary>
public sealed class PlaybookJourneyTests(Chromium chromium) : Journey(chromium)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("playbooks-");

    protected override string[] Settings => ["--Resolution:Playbooks", _folder.FullName];

    [Fact]
    public async Task The_teams_words_stand_below_the_apis_and_follow_the_file()
    {
        await GoAsync("/batches/batch-abc123/jobs/job-abc456");
        var todo = Region("What to do");
        await Expect(todo).ToContainTextAsync("Wickson does not read this format.");
        await Expect(todo).Not.ToContainTextAsync("Your team’s playbook");

        Write("title: We convert for you\nverdict: wait", "1. Ask [Ana](https://example.org/ana).\n\n<script>document.title = 'run'</script> ![x](https://example.org/x.png)");
        await ShowsAsync("We convert for you");
        await Expect(todo).ToContainTextAsync("Your team’s playbook");
        await Expect(todo).ToContainTextAsync("Wait, then send the same file again.");
        await Expect(todo).ToContainTextAsync(".xlsx is not among .pdf, .txt, .docx.");
        await Expect(todo.Locator("p").First).ToContainTextAsync("Convert files to a supported format (.pdf, .txt, .docx)");
        await Expect(todo.GetByRole(AriaRole.Link, new() { Name = "Ana" })).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await Expect(todo).ToContainTextAsync("<script>document.title = 'run'</script> [picture: x]");

        Write("verdict: resend", "");
        await ShowsAsync("The team's playbook formats.md cannot be read: line 3: verdict is “resend”");
        await Expect(todo).ToContainTextAsync("We convert for you");
        await GoAsync("/errors");
        await Expect(Page.GetByText("The team's playbook formats.md cannot be read")).ToBeVisibleAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private void Write(string head, string body) => File.WriteAllText(Path.Combine(_folder.FullName, "formats.md"), $"---\ncode: format_error\n{head}\n---\n{body}");

    // The system tells of a change when it likes, at the latest the next look finds it.
    private async Task ShowsAsync(string text)
    {
        var shown = Region("What to do").GetByText(text);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Waiting.Limit);
        while (await shown.CountAsync() == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await GoAsync("/batches/batch-abc123/jobs/job-abc456");
        }
    }
}
