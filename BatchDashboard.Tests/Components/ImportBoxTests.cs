using BatchDashboard.Components.Batches;
using BatchDashboard.Tests.Startup;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;

namespace BatchDashboard.Tests.Components;

public sealed class ImportBoxTests : PageTest
{
    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_anything_of_it_is_sent()
    {
        var box = Render<ImportBox>();
        var file = new ChosenFile(200_000_000);

        await ChooseAsync(box, file).InTimeAsync();

        Assert.Equal(0, file.Opened);
        Assert.Contains("large.json: The file is larger than 100 MB", Text(box), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_the_page_ends_the_reading_of_a_file()
    {
        var box = Render<ImportBox>();
        var file = new ChosenFile(1_000_000);
        var choosing = ChooseAsync(box, file);
        Assert.Equal(1, file.Opened);

        await DisposeComponentsAsync();

        await choosing.InTimeAsync();
        Assert.True(file.IsClosed);
    }

    private static Task ChooseAsync(IRenderedComponent<ImportBox> box, IBrowserFile file) => box.InvokeAsync(
        () => box.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(new InputFileChangeEventArgs([file])));

    private static string Text(IRenderedComponent<ImportBox> box) =>
        string.Join(' ', box.Find("[role=status]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace(" :", ":", StringComparison.Ordinal);

    /// <summary>A file whose bytes never come.</summary>
    private sealed class ChosenFile(long size) : IBrowserFile
    {
        public int Opened { get; private set; }

        public bool IsClosed { get; private set; }

        public string Name => "large.json";

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Size => size;

        public string ContentType => "application/json";

        public Stream OpenReadStream(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default)
        {
            Opened++;
            return new Endless(this, cancellationToken);
        }

        private sealed class Endless(ChosenFile file, CancellationToken cancellation) : MemoryStream
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return 0;
            }

            protected override void Dispose(bool disposing)
            {
                file.IsClosed = true;
                base.Dispose(disposing);
            }
        }
    }
}
