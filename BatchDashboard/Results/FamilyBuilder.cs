using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Makes the tree of a family of its edges. A batch stands in it once; where it is met again, only its name does.</summary>
public static class FamilyBuilder
{
    /// <summary>Children of one batch that are listed: a large resubmission makes thousands.</summary>
    public const int MostChildren = 8;

    private const int MostMembers = 60;

    /// <param name="edges">All edges of the family, in the order in which the files were sent.</param>
    /// <param name="current">The batch whose page it is.</param>
    /// <param name="find">What is known of a batch.</param>
    /// <param name="origin">What a batch without a name is called; null for its id.</param>
    public static async Task<IReadOnlyList<FamilyMember>> BuildAsync(
        IReadOnlyList<LineageEdge> edges, BatchId current, Func<BatchId, Task<CachedBatch?>> find, Func<BatchId, Task<string?>>? origin = null)
    {
        var children = edges.Where(edge => edge.Source != edge.Target).ToLookup(edge => edge.Source);
        var targets = edges.Where(edge => edge.Source != edge.Target).Select(edge => edge.Target).ToHashSet();
        var roots = edges.Select(edge => edge.Source).Distinct().Where(id => !targets.Contains(id)).ToList();
        var kin = Ancestors(edges, current);
        var seen = new HashSet<BatchId>();
        var members = new List<FamilyMember>();

        // Files that went in a circle leave nobody to begin with.
        foreach (var root in roots.Count > 0 ? roots.OrderByDescending(kin.Contains).Take(MostChildren) : [current])
        {
            members.Add(await MemberAsync(root, null));
        }

        return members;

        async Task<FamilyMember> MemberAsync(BatchId id, LineageEdge? from)
        {
            var known = await find(id);
            var member = new FamilyMember
            {
                Id = id,
                Title = BatchTitle.Of(id, known?.Name, origin is null ? null : await origin(id)),
                Status = known?.Status,
                State = ApiWords.State(known?.Status),
                Completion = known is null ? null : BatchViewBuilder.Completion(NewestFigures.Of(known)),
                IsCurrent = id == current,
                Sent = from?.Files,
                Resubmission = from?.Resubmission,
                IsElsewhere = !seen.Add(id),
            };
            if (member.IsElsewhere)
            {
                return member;
            }

            // The way to the current batch is never among those that are left out.
            var all = children[id].OrderByDescending(edge => kin.Contains(edge.Target)).ToList();
            var listed = new List<FamilyMember>();
            foreach (var edge in all.Take(seen.Count < MostMembers ? MostChildren : all.Count(edge => kin.Contains(edge.Target))))
            {
                listed.Add(await MemberAsync(edge.Target, edge));
            }

            return member with
            {
                Children = listed,
                MoreChildren = all.Count - listed.Count,
                MoreFiles = all.Skip(listed.Count).Aggregate(SentCounts.None, (sum, edge) => sum + edge.Files),
            };
        }
    }

    private static HashSet<BatchId> Ancestors(IReadOnlyList<LineageEdge> edges, BatchId current)
    {
        var sources = edges.ToLookup(edge => edge.Target, edge => edge.Source);
        var kin = new HashSet<BatchId>();
        var open = new Queue<BatchId>([current]);
        while (open.TryDequeue(out var next))
        {
            if (kin.Add(next))
            {
                foreach (var source in sources[next])
                {
                    open.Enqueue(source);
                }
            }
        }

        return kin;
    }
}
