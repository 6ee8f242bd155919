using BatchDashboard.Components.Display;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

/// <summary>Looks through everything that is copied. What is looked for is the URL.</summary>
public sealed partial class SearchAll
{
    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => Text;

    // A copy under way changes many times a second, and each change would look through everything again.
    protected override bool IsWatching => false;

    private (string Text, IReadOnlyList<string> Notices) Asked
    {
        get
        {
            var parameters = new Parameters(new Uri(Navigation.Uri).Query, ["q"]);
            return (parameters.Search(), parameters.Notices);
        }
    }

    private string Text => Asked.Text;

    protected override Task<Answer<SearchResults>> AskAsync(CancellationToken cancellation) => Text.Length == 0
        ? Task.FromResult(new Answer<SearchResults>(new SearchResults("")))
        : Results.SearchAsync(Text, cancellation);

    protected override void OnAnswered()
    {
        if (Answer?.Value is { Text.Length: > 0 } found)
        {
            Announcer.Say(found.Batches.Count + found.Jobs.Count == 0
                ? "Nothing found."
                : $"{Readable.Count(Math.Max(found.TotalBatches, found.Batches.Count), "batch")} and {(found.HasMore ? "more than " : "")}{Readable.Count(found.Jobs.Count, "job")} found.");
        }
    }

    /// <summary>Typing replaces the last step of the history instead of adding one a letter.</summary>
    private void Show(string text) => Navigation.NavigateTo(Urls.Search(text), replace: Text.Length > 0);

    private static string LookedThrough(SearchResults found)
    {
        if (found.SearchedBatches == 0)
        {
            return found.Jobs.Count == 0 ? "No batch is copied here yet, so there are no files to look through." : "";
        }

        var looked = $"Looked through {Readable.Count(found.SearchedJobs, "job")} of {Readable.Count(found.SearchedBatches, "batch")}.";
        return found.IncompleteBatches switch
        {
            0 => looked,
            1 => looked + " One of them is not fully copied: files of it may be missing here.",
            _ => $"{looked} {Readable.Count(found.IncompleteBatches)} of them are not fully copied: files of theirs may be missing here.",
        };
    }

    private static string Nothing(SearchResults found)
    {
        var nothing = $"No batch and no job matches “{Readable.Middle(Readable.Visible(found.Text), 80)}”.";
        return found.Text.Length < 3 ? nothing + " That is very little to go by: type more of the name or id." : nothing;
    }
}
