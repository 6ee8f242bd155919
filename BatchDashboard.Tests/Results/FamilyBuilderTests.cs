using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

public sealed class FamilyBuilderTests
{
    [Fact]
    public async Task A_tree_begins_with_the_batches_that_came_from_nowhere()
    {
        var tree = await TreeAsync("b", ("a", "b"), ("b", "c"), ("a", "d"));

        Assert.Equal("a(b*(c) d)", Text(tree));
    }

    [Fact]
    public async Task A_batch_with_two_sources_has_its_children_once()
    {
        var tree = await TreeAsync("c", ("a", "c"), ("b", "c"), ("c", "d"));

        Assert.Equal("a(c*(d)) b(c*^)", Text(tree));
    }

    [Fact]
    public async Task A_circle_begins_with_the_batch_that_is_looked_at()
    {
        var tree = await TreeAsync("b", ("a", "b"), ("b", "a"));

        Assert.Equal("b*(a(b*^))", Text(tree));
    }

    [Fact]
    public async Task Of_many_children_some_are_listed_among_them_the_one_that_is_looked_at()
    {
        var edges = Enumerable.Range(0, 1000).Select(number => ("a", $"n{number}")).ToArray();

        var root = Assert.Single(await TreeAsync("n999", edges));

        Assert.Equal(FamilyBuilder.MostChildren, root.Children.Count);
        Assert.Contains(root.Children, child => child.IsCurrent);
        Assert.Equal(1000 - FamilyBuilder.MostChildren, root.MoreChildren);
        Assert.Equal(1000 - FamilyBuilder.MostChildren, root.MoreFiles.Sent);
    }

    [Fact]
    public async Task However_large_the_family_the_way_to_the_batch_that_is_looked_at_is_shown()
    {
        var edges = Enumerable.Range(0, 200).Select(number => ($"n{number}", $"n{number + 1}"))
            .Concat(Enumerable.Range(0, 200).Select(number => ($"n{number}", $"x{number}"))).ToArray();

        Assert.Contains("n200*", Text(await TreeAsync("n200", edges)), StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<FamilyMember>> TreeAsync(string current, params (string Source, string Target)[] edges) => FamilyBuilder.BuildAsync(
        [.. edges.Select(edge => new LineageEdge(BatchId.Parse(edge.Source), BatchId.Parse(edge.Target), new SentCounts(1, 0, 0, 0), "sent-1"))],
        BatchId.Parse(current),
        _ => Task.FromResult<CachedBatch?>(null));

    // * the one that is looked at, ^ shown elsewhere.
    private static string Text(IReadOnlyList<FamilyMember> members) => string.Join(' ', members.Select(member =>
        member.Title + (member.IsCurrent ? "*" : "") + (member.IsElsewhere ? "^" : "") + (member.Children.Count > 0 ? $"({Text(member.Children)})" : "")));
}
