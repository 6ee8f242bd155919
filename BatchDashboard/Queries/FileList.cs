namespace BatchDashboard.Queries;

/// <summary>What became of a file from one copy to another.</summary>
public enum FileList
{
    /// <summary>Failed on the left, processed on the right.</summary>
    Fixed,
    StillFailing,
    NewlyFailing,
    OnlyLeft,
    OnlyRight,
    /// <summary>Processed on both sides; only counted.</summary>
    Unchanged,
    /// <summary>On both sides, and the right has no outcome that is known; only counted.</summary>
    Undecided,
}

/// <summary>How many files each list has.</summary>
public sealed record FileCounts(long Fixed, long StillFailing, long NewlyFailing, long OnlyLeft, long OnlyRight, long Unchanged, long Undecided)
{
    /// <summary>Files that were found on the other side because they were sent again from here.</summary>
    public long SentAgain { get; init; }

    /// <summary>Files that were found on the other side under the same name with another extension.</summary>
    public long OtherExtension { get; init; }

    public long this[FileList list] => list switch
    {
        FileList.Fixed => Fixed,
        FileList.StillFailing => StillFailing,
        FileList.NewlyFailing => NewlyFailing,
        FileList.OnlyLeft => OnlyLeft,
        FileList.OnlyRight => OnlyRight,
        FileList.Unchanged => Unchanged,
        _ => Undecided,
    };
}
