using BatchDashboard.Components.Display;
using BatchDashboard.Import;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace BatchDashboard.Components.Batches;

public sealed partial class ImportBox
{
    private const int MaxFiles = 1000;

    private bool _isBusy;
    private IReadOnlyList<ImportReport> _reports = [];

    /// <summary>At least one file was taken.</summary>
    [Parameter]
    public EventCallback OnImported { get; set; }

    [Inject]
    private ResultsImport Import { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    private async Task ImportAsync(InputFileChangeEventArgs change)
    {
        var reports = new List<ImportReport>();
        _isBusy = true;
        try
        {
            foreach (var file in change.GetMultipleFiles(Math.Min(MaxFiles, Math.Max(1, change.FileCount))))
            {
                reports.Add(await ImportAsync(file));
                if (Gone.IsCancellationRequested)
                {
                    return;
                }

                _reports = [.. reports];
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left. What was taken until now is kept.
            return;
        }
        finally
        {
            _isBusy = false;
        }

        var taken = reports.Count(report => report.Problem is null);
        Announcer.Say($"{Readable.Count(taken, "file")} imported, {Readable.Count(reports.Count - taken)} refused.");
        if (taken > 0)
        {
            await OnImported.InvokeAsync();
        }
    }

    private async Task<ImportReport> ImportAsync(IBrowserFile file)
    {
        if (Import.RefusedForSize(file.Name, file.Size) is { } refused)
        {
            return refused;
        }

        try
        {
            // The importer has the limit and the sentence for it; here it must only not be reached earlier. A file that is
            // read to its end is written to its end, whoever leaves meanwhile; one that is not must be closed, for its time-out
            // would end the whole page.
            await using var content = file.OpenReadStream(long.MaxValue, Gone);
            return await Import.ImportAsync(content, file.Name, CancellationToken.None);
        }
        catch (IOException)
        {
            return new ImportReport(file.Name, null, 0, new Problem(
                ProblemKind.BadInput,
                "The browser stopped sending the file.",
                "It may have been changed, moved or deleted. Choose it again."));
        }
    }
}
