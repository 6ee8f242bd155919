namespace BatchDashboard.Cache.Index;

/// <summary>What an entry of the index holds. The numbers are stored: never change one.</summary>
internal enum IndexKind
{
    /// <summary>A code for each place of a chunk: the group's number + 1, or 0 where no job stands.</summary>
    Codes = 0,
    /// <summary>Folded file names, one after another, with a NUL before the first and after each.</summary>
    Names = 1,
    /// <summary>Folded job ids, written like names.</summary>
    JobIds = 2,
    MediaIds = 3,
    /// <summary>Folded error codes and messages; empty for most jobs.</summary>
    Errors = 4,
    /// <summary>A byte for each place: the power of two of the size (see <see cref="Bins"/>).</summary>
    Sizes = 5,
    Durations = 6,

    /// <summary>Which chunks of a segment hold which parts of names, in parts (see <see cref="GramFilter"/>).</summary>
    NameGrams = 10,
    JobIdGrams = 11,
    MediaIdGrams = 12,

    /// <summary>The jobs' ordinals in the order of an <see cref="IndexOrder"/>, added to this; and their codes.</summary>
    OrderedOrdinals = 20,
    OrderedCodes = 30,

    /// <summary>Ordinals of jobs whose id another job before them has.</summary>
    Repeats = 40,
}

/// <summary>Orders that a finished snapshot is kept in, beside the API's own. The numbers are stored.</summary>
internal enum IndexOrder
{
    Name = 0,
    Size = 1,
    Completed = 2,
    Duration = 3,
}
