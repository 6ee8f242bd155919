using System.Collections.Concurrent;
using System.Security.Cryptography;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Jobs of one batch that somebody selected: these and no others, whatever a filter would find later.</summary>
/// <param name="Keys">A <see cref="JobRow.Key"/> each, without repeats, in the order of the grid.</param>
public sealed record JobScope(BatchId BatchId, IReadOnlyList<string> Keys);

/// <summary>Keeps selections for the pages that act on them; a URL names one by its ticket.</summary>
public sealed class JobScopes
{
    /// <summary>The query parameter that names a selection by its ticket.</summary>
    public const string Parameter = "scope";

    /// <summary>The parameters of a URL that <see cref="Read"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. JobQuery.Names, Parameter];

    private const int MostKept = 200;
    private const int MostKeys = 2_000_000;

    private readonly ConcurrentDictionary<string, JobScope> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Ticket, int Keys)> _order = new();
    private int _keys;

    /// <summary>A ticket for the selection. The oldest ones go when there are too many; none outlives the process.</summary>
    public string Keep(JobScope scope)
    {
        var ticket = RandomNumberGenerator.GetHexString(16, lowercase: true);
        _kept[ticket] = scope;
        _order.Enqueue((ticket, scope.Keys.Count));
        Interlocked.Add(ref _keys, scope.Keys.Count);
        while ((_order.Count > MostKept || Volatile.Read(ref _keys) > MostKeys) && _order.Count > 1 && _order.TryDequeue(out var oldest))
        {
            _kept.TryRemove(oldest.Ticket, out _);
            Interlocked.Add(ref _keys, -oldest.Keys);
        }

        return ticket;
    }

    /// <summary>Which jobs a URL is about: those that a query finds, or those of a selection, whose ticket then goes alone.</summary>
    public static (JobQuery Query, string? Ticket) Read(Parameters parameters)
    {
        var (query, ticket) = (JobQuery.Read(parameters), parameters.Text(Parameter));
        parameters.Alone(Parameter, "a selection is taken as it was made.");
        return (query, ticket.Length == 0 ? null : ticket);
    }

    /// <summary>Null when the ticket is unknown, or too old.</summary>
    public JobScope? Find(string? ticket) => ticket is not null && _kept.TryGetValue(ticket, out var scope) ? scope : null;
}
