namespace BatchDashboard.Data.Columns;

/// <summary>What is kept of all jobs of a copy, a value for each job. The numbers are stored: never change one.</summary>
internal enum ColumnKind
{
    /// <summary>The place of each job in the API's order; only of a copy that lacks some.</summary>
    Ordinals = 1,

    /// <summary>The number of each job's <see cref="JobGroup"/>.</summary>
    Groups = 2,

    /// <summary>A byte a job: its size by powers of two (see <see cref="Bins"/>).</summary>
    Sizes = 3,
    Durations = 4,

    /// <summary>Folded texts (see <see cref="TextColumn"/>).</summary>
    Names = 10,
    JobIds = 11,
    MediaIds = 12,

    /// <summary>Error codes and messages; empty for most jobs.</summary>
    Errors = 13,

    /// <summary>How many jobs have a value, then all jobs in its order, those without it last.</summary>
    ByName = 20,
    BySize = 21,
    ByCompleted = 22,
    ByDuration = 23,

    /// <summary>Made when somebody asks, and not stored.</summary>
    ByCreated = 24,
    ByJobId = 25,

    /// <summary>Jobs whose id another one before them has.</summary>
    Repeats = 30,
}
