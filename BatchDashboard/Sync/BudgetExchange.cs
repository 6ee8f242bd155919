using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Sync;

/// <summary>
/// Shares the request budget with the other processes on this database: a request of one, and a pause that Wickson asks of one, counts for all.
/// </summary>
/// <remarks>
/// A process decides by what it knows and records what it did right after, all that has gathered in one write. So no request waits for
/// the database, and without it each process goes on by itself. Two that send in the same moment can overrun the budget by those few
/// requests; the reserve and the server's own count make up for that.
/// </remarks>
internal sealed class BudgetExchange(
    RequestBudget budget, Database database, IWicksonEndpoint endpoint, TimeProvider time, ILogger<BudgetExchange> logger) : BackgroundService
{
    /// <summary>How often a process that sends nothing checks what the others did.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How often it checks whether the database is back.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // Which key it is, without the key itself.
    private readonly string _key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint.ApiKey)))[..16];
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _seen;
    private volatile bool _isAlone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.IsReadOnly)
        {
            return;
        }

        await using var timer = time.CreateTimer(_ => _due.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        budget.Changed += OnChanged;
        _due.Writer.TryWrite(true);
        try
        {
            await foreach (var _ in _due.Reader.ReadAllAsync(stoppingToken))
            {
                await ExchangeAsync(stoppingToken);
                timer.Change(_isAlone ? Pause : Interval, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            budget.Changed -= OnChanged;
        }
    }

    private void OnChanged(object? sender, EventArgs change)
    {
        if (!_isAlone)
        {
            _due.Writer.TryWrite(true);
        }
    }

    private async Task ExchangeAsync(CancellationToken cancellation)
    {
        var news = budget.News();
        try
        {
            (var others, _seen) = news.IsEmpty
                ? await database.ReadAsync((context, token) => ExchangeAsync(context, news, token), cancellation)
                : await database.WriteAsync((context, token) => ExchangeAsync(context, news, token), cancellation);
            if (others is not null)
            {
                budget.Hear(others);
            }

            if (_isAlone)
            {
                logger.LogInformation("The request budget is shared with the other processes again.");
            }

            _isAlone = false;
        }
        catch (DatabaseException failure)
        {
            budget.Keep(news);
            if (!_isAlone)
            {
                logger.LogWarning("The request budget is not shared with other processes for now; this one goes on with its own count. {Reason}", failure.Message);
            }

            _isAlone = true;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // A defect here must not stop the whole app; the next exchange tries again.
            budget.Keep(news);
            logger.LogError(failure, "The request budget was not shared with other processes.");
        }
    }

    /// <summary>All that is known now, or null when the others have added nothing; and the row's revision.</summary>
    private async Task<(SharedBudget? Others, long Seen)> ExchangeAsync(DashboardContext context, BudgetNews news, CancellationToken cancellation)
    {
        // Times are stored by the clock that all share.
        var ahead = await database.NowAsync(context, cancellation) - time.GetUtcNow();
        var row = await context.Set<RequestBudgetRow>().SingleOrDefaultAsync(one => one.Key == _key, cancellation);
        var others = row is null || row.Revision == _seen ? null : row.Budget.Ahead(-ahead);
        if (news.IsEmpty)
        {
            return (others, row?.Revision ?? 0);
        }

        others = others is null ? null : news.With(others, time.GetUtcNow());
        var told = (others ?? news.Known).Ahead(ahead);
        if (row is null)
        {
            row = context.Add(new RequestBudgetRow { Key = _key, Budget = told }).Entity;
        }

        (row.Budget, row.Revision) = (told, row.Revision + 1);
        await context.SaveChangesAsync(cancellation);
        return (others, row.Revision);
    }
}
