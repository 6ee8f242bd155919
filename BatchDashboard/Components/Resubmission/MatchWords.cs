using BatchDashboard.Cache;
using BatchDashboard.Resolution.Resubmission;

namespace BatchDashboard.Components.Resubmission;

/// <summary>How a file was recognised, and where a batch stands, in words.</summary>
public static class MatchWords
{
    public static string Of(MatchedBy by) => by switch
    {
        MatchedBy.Name => "Same name",
        MatchedBy.NameInOtherLetters => "Same name in other letters",
        MatchedBy.NameWithOtherExtension => "Same name, other extension",
        MatchedBy.Folder => "Name and folder",
        MatchedBy.NameAndSize => "Name and size",
        MatchedBy.Size => "Only the size: check it",
        _ => "You chose it",
    };

    public static string Of(NewBatchState state) => state switch
    {
        NewBatchState.Planned => "Waiting",
        NewBatchState.Sending => "Sending",
        NewBatchState.Accepted => "Accepted",
        NewBatchState.Refused => "Refused",
        NewBatchState.Unknown => "Not known",
        _ => "Not sent",
    };

    public static string Tone(NewBatchState state) => state switch
    {
        NewBatchState.Sending => "running",
        NewBatchState.Accepted => "succeeded",
        NewBatchState.Refused or NewBatchState.Unknown => "failed",
        NewBatchState.Cancelled => "stopped",
        _ => "waiting",
    };
}
