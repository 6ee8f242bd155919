using BatchDashboard.Lineage;
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

    public static string Of(ResubmittedBatchState state) => state switch
    {
        ResubmittedBatchState.Planned => "Waiting",
        ResubmittedBatchState.Sending => "Sending",
        ResubmittedBatchState.Accepted => "Accepted",
        ResubmittedBatchState.Refused => "Refused",
        ResubmittedBatchState.Unknown => "Not known",
        _ => "Not sent",
    };

    public static string Tone(ResubmittedBatchState state) => state switch
    {
        ResubmittedBatchState.Sending => "running",
        ResubmittedBatchState.Accepted => "succeeded",
        ResubmittedBatchState.Refused or ResubmittedBatchState.Unknown => "failed",
        ResubmittedBatchState.Cancelled => "stopped",
        _ => "waiting",
    };
}
