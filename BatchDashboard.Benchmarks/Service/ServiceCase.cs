namespace BatchDashboard.Benchmarks.Service;

/// <summary>One question, put to the results service and as hand-written SQL. The argument counts the questions: no two in a row are the same.</summary>
/// <param name="Group">Part of the report.</param>
/// <param name="Name">Within the group.</param>
internal sealed record ServiceCase(string Group, string Name, Func<long, Task<int>> Ask)
{
    /// <summary>Null where plain SQL has no counterpart.</summary>
    public Func<long, int>? AskByHand { get; init; }

    public string Title => $"{Group}: {Name}";
}
