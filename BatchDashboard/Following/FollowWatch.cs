using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Following;

/// <summary>
/// Looks whether rules have come true: after changes of batches, and regularly, for what stands still is never announced.
/// </summary>
/// <remarks>
/// It hears of changes without being a reason to ask for any. Of the running batches that rules wait for it tells
/// <see cref="BatchWatch"/>, whose one poller asks about each at most once a minute, however many rules there are.
/// </remarks>
public sealed class FollowWatch : BackgroundService
{
    /// <summary>How often batches are looked at of which nothing was heard.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long it is remembered what rules have found. A batch that ended longer ago is news to none.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    // A copy that ends is read from a while after its last answer came, and the clocks of two processes differ.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TidyInterval = TimeSpan.FromDays(1);

    // Who is told a minute later has lost nothing.
    private static readonly TimeSpan AskInterval = TimeSpan.FromMinutes(1);

    private readonly FollowStore _store;
    private readonly BatchStore _batches;
    private readonly Deliveries _deliveries;
    private readonly FollowFeed _feed;
    private readonly TimeProvider _time;
    private readonly ILogger<FollowWatch> _logger;
    private readonly PeriodicTimer _timer;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<BatchId, bool> _changed = new();
    private readonly IDisposable _hearing;
    private readonly IDisposable _awaiting;
    private volatile IReadOnlyCollection<BatchId> _awaited = [];
    private volatile bool _isWholeLook = true;
    private volatile bool _isRegularLook;

    // Only the loop uses these.
    private readonly Dictionary<BatchId, BatchSight> _seen = [];
    private readonly HashSet<(string RuleId, string BatchId, string Cause)> _found = [];
    private readonly HashSet<BatchId> _waitedFor = [];
    private HashSet<(string Id, long Revision)> _rules = [];
    private DateTimeOffset _lookedAt;

    public FollowWatch(
        FollowStore store, BatchStore batches, Deliveries deliveries, BatchChanges changes, FollowFeed feed, TimeProvider time, ILogger<FollowWatch> logger)
    {
        _store = store;
        _batches = batches;
        _deliveries = deliveries;
        _feed = feed;
        _time = time;
        _logger = logger;
        _timer = new PeriodicTimer(Interval, time);
        _hearing = changes.Hear(Hear);
        _awaiting = changes.Await(() => _awaited, AskInterval);
    }

    public override void Dispose()
    {
        _hearing.Dispose();
        _awaiting.Dispose();
        _timer.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    /// <summary>Rules have changed: look at all batches soon.</summary>
    public void LookAgain()
    {
        _isWholeLook = true;
        Wake();
    }

    // Many changes together are one look.
    private void Hear(BatchId batch)
    {
        _changed[batch] = true;
        Wake();
    }

    private void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tick = _timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var wake = _wake.WaitAsync(stoppingToken);
        DateTimeOffset? tidiedAt = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = _time.GetUtcNow();
                if (tidiedAt is null || now - tidiedAt >= TidyInterval)
                {
                    await TidyAsync(now, stoppingToken);
                    tidiedAt = now;
                }

                await LookAsync(stoppingToken);
            }
            catch (DatabaseException failure)
            {
                _logger.LogDebug(failure, "Rules could not be looked up: {Reason}", failure.Message);
                _isWholeLook = true;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // A defect here must not stop the whole app; the next look tries again.
                _logger.LogError(failure, "Rules were not checked.");
            }

            await Task.WhenAny(tick, wake);
            if (tick.IsCompleted)
            {
                _isRegularLook = true;
                tick = _timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }

            wake = wake.IsCompleted ? _wake.WaitAsync(stoppingToken) : wake;
        }
    }

    private async Task TidyAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (!_store.IsReadOnly)
        {
            await _store.ForgetEventsAsync(now - Kept, cancellation);
        }

        var found = await _store.ListFoundAsync(cancellation);
        _found.Clear();
        _found.UnionWith(found);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var (isWhole, isRegular) = (_isWholeLook, _isRegularLook);
        (_isWholeLook, _isRegularLook) = (false, false);
        var changed = _changed.Keys.ToList();
        foreach (var id in changed)
        {
            _changed.TryRemove(id, out _);
        }

        var rules = await RulesAsync(cancellation);
        var revisions = rules.Select(rule => (rule.Id, rule.Revision)).ToHashSet();
        if (!revisions.SetEquals(_rules))
        {
            // This process or another one has changed them.
            _rules = revisions;
            isWhole = true;
        }

        if (isWhole)
        {
            _waitedFor.Clear();
        }

        if (rules.Count > 0)
        {
            // A batch that is over and was looked at changes only with another answer about it.
            var now = _time.GetUtcNow();
            var batches = isWhole ? await _batches.ListAsync(cancellation) : await _batches.FindAsync(changed, cancellation);
            if (isWhole)
            {
                Forget(_seen.Keys.Except(batches.Select(batch => batch.Id)).ToList());
            }
            else if (isRegular)
            {
                batches = [.. batches.UnionBy(await _batches.UnfinishedOrFetchedAsync(_lookedAt - Margin, cancellation), batch => batch.Id)];
            }

            _lookedAt = isWhole || isRegular ? now : _lookedAt;
            foreach (var batch in batches)
            {
                await LookAsync(batch, rules, cancellation);
            }
        }

        _awaited = [.. _waitedFor];
    }

    private void Forget(IEnumerable<BatchId> gone)
    {
        foreach (var id in gone)
        {
            _seen.Remove(id);
        }
    }

    private async Task LookAsync(CachedBatch batch, IReadOnlyList<FollowRule> rules, CancellationToken cancellation)
    {
        var sight = See(batch);
        var open = rules
            .Where(rule => rule.Scope.Holds(batch) && sight.IsNews(rule, _time.GetUtcNow() - Kept) && !_found.Contains((rule.Id, batch.Id.Value, RuleCheck.Cause(rule.Condition, batch))))
            .ToList();
        _waitedFor.Remove(batch.Id);
        if (open.Count > 0 && await CheckAsync(batch, sight, open, cancellation) < open.Count && !batch.IsFinal)
        {
            _waitedFor.Add(batch.Id);
        }
    }

    private async Task<IReadOnlyList<FollowRule>> RulesAsync(CancellationToken cancellation)
    {
        var rules = new List<FollowRule>();
        foreach (var entry in await _store.ListRulesAsync(cancellation))
        {
            try
            {
                if (entry.IsEnabled)
                {
                    rules.Add(StoredRule.Read(entry));
                }
            }
            catch (JsonException)
            {
                _logger.LogDebug("The rule {Rule} cannot be read, and is passed over.", entry.RuleId);
            }
        }

        return rules;
    }

    private BatchSight See(CachedBatch batch)
    {
        var now = _time.GetUtcNow();
        return _seen[batch.Id] = _seen.TryGetValue(batch.Id, out var before) ? before.Then(batch, now) : BatchSight.First(batch, now);
    }

    /// <summary>How many of the rules have come true now.</summary>
    private async Task<int> CheckAsync(CachedBatch batch, BatchSight sight, List<FollowRule> rules, CancellationToken cancellation)
    {
        var codes = rules.Exists(rule => rule.Condition.Kind == ConditionKind.ErrorCode)
            ? await _batches.ErrorsAsync(batch.Id, cancellation)
            : ReadOnlyDictionary<string, long>.Empty;
        var facts = new BatchFacts(codes, sight.StillFor);
        var found = 0;
        foreach (var rule in rules)
        {
            if (RuleCheck.Of(rule.Condition, batch, facts) is { } finding)
            {
                found++;
                await TellAsync(rule, batch, finding, cancellation);
            }
        }

        return found;
    }

    private async Task TellAsync(FollowRule rule, CachedBatch batch, Finding finding, CancellationToken cancellation)
    {
        var figures = BatchFigures.Of(batch);
        var entry = new FollowEventEntry(
            0,
            rule.Id,
            batch.Id.Value,
            finding.Cause,
            _time.GetUtcNow(),
            finding.Sentence,
            JsonSerializer.Serialize(figures, FollowingJson.Default.BatchFigures),
            null);
        var stored = await _store.AddEventAsync(entry, _deliveries.Of(rule, entry, figures), cancellation);
        _found.Add((rule.Id, batch.Id.Value, finding.Cause));
        if (stored is not null)
        {
            _logger.LogInformation("Rule {Rule} has come true for batch {BatchId}: {Cause}.", rule.Id, batch.Id.Value, finding.Cause);
            _deliveries.Wake();
            _feed.Tell();
        }
    }
}
