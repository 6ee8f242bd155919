using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Batches;

public sealed partial class OpenBatchBox
{
    /// <summary>Each unknown id is a request to the API, and an hour has a thousand.</summary>
    private const int MaxIds = 50;

    /// <summary>Thousands of ids may be pasted, but not a whole file.</summary>
    private const int MaxLength = 100_000;

    private static readonly char[] Separators = [' ', ',', ';', '\n', '\r', '\t'];

    private string _text = "";
    private bool _isBusy;
    private List<string> _outcome = [];
    private IReadOnlyList<BatchId> _opened = [];

    /// <summary>At least one batch became known.</summary>
    [Parameter]
    public EventCallback OnOpened { get; set; }

    [Inject]
    private IResultsService Results { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    private async Task OpenAsync()
    {
        var words = _text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (words.Length == 0)
        {
            _outcome = ["Type or paste a batch id, such as batch-abc123. Several are separated by spaces, commas or line ends."];
            return;
        }

        var ids = words.Where(word => BatchId.TryParse(word, out _)).Select(BatchId.Parse).ToArray();
        var outcome = words
            .Where(word => !BatchId.TryParse(word, out _))
            .Select(word => PageProblems.NoBatchId(word).Sentence)
            .ToList();
        var later = ids[Math.Min(MaxIds, ids.Length)..];
        if (later.Length > 0)
        {
            outcome.Add($"{Readable.Count(ids.Length)} ids are too many at once: the first {MaxIds} were asked for. The others are still in the box; open them next.");
            ids = ids[..MaxIds];
        }

        _opened = [];
        _isBusy = true;
        try
        {
            var opened = await Results.OpenAsync(ids, CancellationToken.None);
            outcome.AddRange(opened.Where(batch => batch.Problem is not null).Select(batch => $"{batch.Problem!.Sentence} {batch.Problem.Advice}"));
            _outcome = outcome;
            if (later.Length > 0 || opened.Any(batch => batch.Problem is null))
            {
                _text = string.Join(' ', later);
            }

            await ShowAsync([.. opened.Where(batch => batch.Problem is null).Select(batch => batch.Id)]);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task ShowAsync(IReadOnlyList<BatchId> opened)
    {
        if (opened.Count == 1 && _outcome.Count == 0)
        {
            Navigation.NavigateTo(Urls.Batch(opened[0]));
            return;
        }

        if (opened.Count > 0)
        {
            _opened = opened;
            Announcer.Say($"{Readable.Count(opened.Count, "batch")} opened.");
            await OnOpened.InvokeAsync();
        }
    }
}
