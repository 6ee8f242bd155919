using BatchDashboard.Queries;

namespace BatchDashboard.Components.Compare;

/// <summary>The lists of a comparison in an operator's words.</summary>
public static class CompareWords
{
    public static string Title(FileList list) => list switch
    {
        FileList.Fixed => "Fixed",
        FileList.StillFailing => "Still failing",
        FileList.NewlyFailing => "Newly failing",
        FileList.OnlyLeft => "Only left",
        FileList.OnlyRight => "Only right",
        FileList.Unchanged => "Succeeded in both",
        _ => "No outcome yet",
    };

    public static string Meaning(FileList list) => list switch
    {
        FileList.Fixed => "Failed in the left batch, succeeded in the right one.",
        FileList.StillFailing => "Failed in both batches.",
        FileList.NewlyFailing => "Failed in the right batch, and not in the left one.",
        FileList.OnlyLeft => "In the left batch only.",
        FileList.OnlyRight => "In the right batch only.",
        FileList.Unchanged => "Succeeded in both batches.",
        _ => "In both batches; the right one has no outcome that is known.",
    };
}
