using BatchDashboard.Components.Display;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Wickson;

namespace BatchDashboard.Components.Batches;

/// <summary>What is said of pasted ids and of their look-up.</summary>
internal static class LookupWords
{
    private const int MaxNamed = 3;

    /// <summary>"1,000 batches: 980 are new, 20 are already here."</summary>
    public static string Title(LookupPlan plan) => plan switch
    {
        { New.Count: 0, Here.Count: 1 } => "This batch is already here.",
        { New.Count: 0 } => $"All {Readable.Count(plan.Here.Count, "batch")} are already here.",
        { Here.Count: 0 } => $"{Readable.Count(plan.New.Count, "new batch")}.",
        _ => $"{Readable.Count(plan.New.Count + plan.Here.Count, "batch")}: {Readable.Count(plan.New.Count)} {Are(plan.New.Count)} new, {Readable.Count(plan.Here.Count)} {Are(plan.Here.Count)} already here.",
    };

    /// <summary>"320 of 1,000, 3 not found, 1 failed": how far the queue is.</summary>
    public static string Progress(LookupProgress progress)
    {
        var failed = progress.Failed.Count - progress.NotFound;
        return $"{Readable.Count(progress.Total - progress.Waiting)} of {Readable.Count(progress.Total)}"
            + (progress.NotFound > 0 ? $", {Readable.Count(progress.NotFound)} not found" : "")
            + (failed > 0 ? $", {Readable.Count(failed)} failed" : "");
    }

    public static string Refused(IReadOnlyList<string> words) => words.Count == 1
        ? PageProblems.NoBatchId(words[0]).Sentence
        : $"{Readable.Count(words.Count)} entries cannot be batch IDs: {Named(words.Select(word => $"“{Readable.Middle(Readable.Visible(word), 40)}”"), words.Count)}.";

    public static string Repeated(IReadOnlyList<BatchId> ids) => ids.Count == 1
        ? $"{ids[0].Value} was pasted more than once and counts once."
        : $"{Readable.Count(ids.Count)} IDs were pasted more than once and count once: {Named(ids.Select(id => id.Value), ids.Count)}.";

    private static string Are(int count) => count == 1 ? "is" : "are";

    private static string Named(IEnumerable<string> words, int count) =>
        string.Join(", ", words.Take(MaxNamed)) + (count > MaxNamed ? $" and {Readable.Count(count - MaxNamed)} more" : "");
}
