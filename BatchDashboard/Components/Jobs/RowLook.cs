namespace BatchDashboard.Components.Jobs;

/// <summary>How the rows of a grid are drawn: one object for all of them, for each parameter of a row is kept fifty times.</summary>
/// <param name="Selection">Null where no row can be selected.</param>
public sealed record RowLook(Viewer Viewer, JobSelection? Selection = null);
