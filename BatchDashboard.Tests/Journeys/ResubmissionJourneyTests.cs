using BatchDashboard.Sandbox;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>From the batches page to a failed group, and from there to a new batch of corrected files.</summary>
public sealed class ResubmissionJourneyTests(Chromium chromium) : Journey(chromium)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("corrected-");

    protected override bool IsExpected(string complaint) => complaint.Contains("404", StringComparison.Ordinal);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task From_the_batches_page_to_a_new_batch_of_corrected_files()
    {
        await GoAsync("/");
        await Table("Batches").Locator("a[href='/batches/batch-abc123']").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Monthly Reports Processing");
        var format = Region("Error resolution").GetByRole(AriaRole.Article, new() { Name = "format_error" });
        await format.GetByRole(AriaRole.Link, new() { Name = "Start fixing" }).ClickAsync();

        await Expect(Heading).ToHaveTextAsync("Send corrected files");
        await Expect(Page.GetByText("12 failed files of")).ToBeVisibleAsync();
        await Expect(Region("What failed, and what to do first")).ToContainTextAsync("Convert files to a supported format");
        await InteractiveAsync();

        await Page.GetByLabel("Choose files").SetInputFilesAsync([Corrected("financial_data.pdf", 5000), Corrected("holiday.pdf", 10)]);
        await Expect(Tab("Recognised")).ToContainTextAsync("1");
        await Expect(Tab("Missing")).ToContainTextAsync("11");
        await Expect(Tab("Not needed")).ToContainTextAsync("1");
        await Expect(Table("Recognised")).ToContainTextAsync("Same name, other extension");
        await Expect(Region("Send")).ToContainTextAsync("1 batch, 1 file, 4.9 KB");
        await Button("Send 1 file").ClickAsync();

        await Expect(Heading).ToHaveTextAsync("Corrected files sent");
        await Expect(Page.GetByRole(AriaRole.Main).GetByText("1 of 1 batch accepted, 1 of 1 file.")).ToBeVisibleAsync();
        await Link("Open the new batch").ClickAsync();
        await Expect(Page.Locator(".status[data-tone]").First).ToContainTextAsync("Completed");
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(Rows.First).ToContainTextAsync("financial_data.pdf");

        // Where it failed, what became of it is told as soon as it is known.
        await Region("Resubmissions").GetByRole(AriaRole.Link, new() { Name = "Monthly Reports Processing", Exact = true }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Monthly Reports Processing");
        await Expect(Region("Completion")).ToContainTextAsync("90 % → 90.5 % after 1 resubmission");
        await Expect(Page.GetByRole(AriaRole.Meter, new() { Name = "Completion" })).ToHaveAttributeAsync("aria-valuenow", "90");
        await Expect(Region("Error resolution")).ToContainTextAsync("1 fixed, 11 left");
        await Expect(Region("Resubmissions")).ToContainTextAsync("1 file: 1 succeeded");
        await Table("Jobs").GetByRole(AriaRole.Link, new() { Name = "fixed", Exact = true }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("financial_data.pdf");
        await Page.GetByLabel("Sent again").GetByRole(AriaRole.Link, new() { Name = "financial_data.xlsx" }).ClickAsync();
        await Expect(Page.GetByLabel("Sent again")).ToContainTextAsync("succeeded");
        await Expect(Region("What to do")).ToContainTextAsync("Of 1 file sent after this advice, 1 succeeded.");
    }

    [Fact]
    public async Task A_dropped_folder_is_matched_and_a_refusal_in_the_middle_leaves_only_the_rest_to_send()
    {
        await GoAsync("/batches/batch-abc123/resubmit");
        Service<SandboxUploads>().Pace = TimeSpan.Zero;
        Service<SandboxFaults>().NextUploads("413");
        await Page.GetByLabel("Choose a folder").SetInputFilesAsync(Folder("budget.pdf", "deep/corrected/financial_data.docx", "deep/notes.txt"));
        await Expect(Tab("Recognised")).ToContainTextAsync("2");
        await Expect(Table("Recognised")).ToContainTextAsync("deep/corrected/financial_data.docx");
        await Button("Send 2 files").ClickAsync();

        await Expect(Page.GetByText(Pattern("too large \\(413\\)"))).ToBeVisibleAsync();
        await Button("Send 1 batch").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Corrected files sent");

        // What was sent is left out the next time.
        await GoAsync("/batches/batch-abc123/resubmit");
        await Expect(Page.GetByText("18 failed files of")).ToBeVisibleAsync();
        await Expect(Page.GetByText("2 files of this selection were sent again before")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(390)]
    public async Task What_takes_the_place_of_which_file_is_not_cut_off_on_a_narrow_screen(int width)
    {
        await GoAsync("/batches/batch-abc123/resubmit");
        await Page.SetViewportSizeAsync(width, 800);
        await Page.GetByLabel("Choose a folder").SetInputFilesAsync(Folder("deep/corrected/financial_data.xlsx", "deep/scan_20220307_0028.pdf"));
        await Expect(Table("Recognised")).ToContainTextAsync(".xlsx is not among .pdf, .txt, .docx.");

        Assert.False(await Page.Locator(".table-scroll").EvaluateAsync<bool>("box => box.scrollWidth > box.clientWidth"));
        Assert.All(
            await Table("Recognised").Locator("td.name").EvaluateAllAsync<double[]>("cells => cells.map(cell => cell.getBoundingClientRect().width)"),
            cell => Assert.InRange(cell, 180, width));
    }

    [Fact]
    public async Task The_jobs_of_a_large_batch_are_fetched_when_the_operator_says_so()
    {
        await GoAsync("/batches/batch-100k/resubmit");
        await Expect(Region("Which files failed")).ToContainTextAsync("100 requests");

        await Button("Fetch all jobs").ClickAsync();

        await Expect(Region("What failed, and what to do first")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_list_that_a_kit_wrote_is_handed_back()
    {
        await GoAsync("/batches/batch-abc123/resubmit");
        await Expect(Page.GetByText("20 failed files of")).ToBeVisibleAsync();
        var list = Path.Combine(_folder.FullName, "sent.csv");
        await File.WriteAllTextAsync(
            list,
            """
            no,outcome,time,batch_id,size_bytes,sent_as,for_batch,for_job,kit-1
            1,accepted,2025-01-01T00:00:00Z,batch-all-succeeded,5,financial_data.pdf,batch-abc123,job-abc456
            """,
            TestContext.Current.CancellationToken);

        await Page.GetByLabel("Sent with the kit?").SetInputFilesAsync(list);

        await Expect(Page.GetByText("1 file in 1 new batch is known as sent now.")).ToBeVisibleAsync();
        await Expect(Page.GetByText("19 failed files of")).ToBeVisibleAsync();
        await Link("What becomes of it").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Corrected files sent");
    }

    [Fact]
    public async Task Ten_thousand_dropped_files_are_taken_in_and_compared()
    {
        await GoAsync("/batches/batch-abc123/resubmit");
        await Page.GetByRole(AriaRole.Group, new() { Name = "Corrected files" }).EvaluateAsync(
            """
            zone => {
              const carried = new DataTransfer();
              for (let number = 0; number < 10000; number++) {
                carried.items.add(new File(["x".repeat(number % 7)], `document number ${number} Zażółć gęślą jaźń.pdf`));
              }
              carried.items.add(new File(["corrected"], "FINANCIAL_DATA.xlsx"));
              carried.items.add(new File([], "budget.pdf"));
              zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
            }
            """);

        await Expect(Page.GetByText("10,002 files dropped")).ToBeVisibleAsync();
        await Expect(Tab("Recognised")).ToContainTextAsync("2");
        await Expect(Tab("Not needed")).ToContainTextAsync("10,000");
        await Expect(Table("Recognised")).ToContainTextAsync("Same name in other letters");
        await Expect(Table("Recognised")).ToContainTextAsync("The file is empty: 0 bytes.");
        await Tab("Not needed").ClickAsync();
        await Button("Next").ClickAsync();
        await Expect(Page.GetByText("51–100 of 10,000")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_batch_in_doubt_is_not_sent_again_before_the_operator_says_so_and_a_reload_finds_it_again()
    {
        await GoAsync("/batches/batch-abc123/resubmit");
        Service<SandboxFaults>().NextUploads("lost-answer");
        await Page.GetByLabel("Choose files").SetInputFilesAsync([Corrected("financial_data.pdf", 5000)]);
        await Button("Send 1 file").ClickAsync();
        await Expect(Button("It was not made: allow sending again")).ToBeVisibleAsync();
        await Expect(Button("Send 1 batch")).ToBeHiddenAsync();

        await Page.ReloadAsync();
        await InteractiveAsync();
        await Button("It was not made: allow sending again").ClickAsync();
        await Expect(Page.GetByText("Drop the files of the 1 batch that was not sent")).ToBeVisibleAsync();
        await Page.GetByLabel("Choose files").SetInputFilesAsync([Corrected("financial_data.pdf", 5000)]);
        await Button("Send 1 batch").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Corrected files sent");
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_chosen_can_be_chosen_again()
    {
        await GoAsync("/batches/batch-abc123/resubmit");
        string[] files = [Corrected("financial_data.pdf", 5000), Corrected("budget.pdf", 7000)];
        await Page.GetByLabel("Choose files").SetInputFilesAsync(files);
        await Expect(Tab("Recognised")).ToContainTextAsync("2");
        File.SetLastWriteTimeUtc(files[0], new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Button("Send 2 files").ClickAsync();

        await Expect(Page.GetByText("The browser can no longer read “financial_data.pdf”")).ToBeVisibleAsync();
        await Expect(Page.GetByText("Drop the files of the 1 batch that was not sent")).ToBeVisibleAsync();
        await Page.GetByLabel("Choose files").SetInputFilesAsync([files[0]]);
        await Button("Send 1 batch").ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Corrected files sent");
    }

    [Fact]
    public async Task An_unknown_resubmission_is_a_404_with_a_way_on()
    {
        var response = await GoAsync("/resubmissions/0123456789abcdef");

        Assert.Equal(404, response.Status);
        await Expect(Heading).ToHaveTextAsync("No such resubmission");
    }

    private string Folder(params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.FullName, file))!);
            Corrected(file, 100);
        }

        return _folder.FullName;
    }

    private ILocator Tab(string name) => Page.GetByRole(AriaRole.Group, new() { Name = "Files by what was found" }).GetByRole(AriaRole.Button, new() { Name = name });

    private string Corrected(string name, int bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, new byte[bytes]);
        return path;
    }
}
