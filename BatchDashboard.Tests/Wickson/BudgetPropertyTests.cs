using BatchDashboard.Wickson;
using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Whatever the order in which requests are sent, answered and lost while the time passes.</summary>
public sealed class BudgetPropertyTests
{
    private static readonly Gen<int[]> Steps = Gen.Int[0, 11].Array[0, 300];

    [Fact]
    public void A_server_that_counts_the_same_key_never_has_to_refuse() => Check(
        (limit, steps) => new World(limit, tells: true, othersSpend: false).Run(steps, world => Assert.Equal(0, world.Refused)));

    [Fact]
    public void A_server_that_tells_nothing_is_never_asked_more_than_the_settings_allow() => Check(
        (limit, steps) => new World(limit, tells: false, othersSpend: false).Run(steps, world => Assert.Equal(0, world.Refused)));

    [Fact]
    public void Copies_leave_the_reserve_and_polls_the_smaller_one_alone() => Check(
        (limit, steps) => new World(limit, tells: true, othersSpend: true).Run(steps, _ => { }));

    private static void Check(Action<int, int[]> holds) =>
        (from limit in Gen.Int[1, 60] from steps in Steps select (limit, steps)).Sample(one => holds(one.limit, one.steps));

    /// <summary>A server with windows of an hour, some requests whose answers are under way, and the budget.</summary>
    private sealed class World(int limit, bool tells, bool othersSpend)
    {
        private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        private readonly List<(BudgetTicket Ticket, RateAnswer Answer)> _underWay = [];
        private DateTimeOffset _reset;
        private int _served;

        public int Refused { get; private set; }

        public void Run(int[] steps, Action<World> holds)
        {
            using var budget = new RequestBudget(Options.Create(new WicksonOptions { RequestsPerHour = limit }), _clock);
            foreach (var step in steps)
            {
                Step(budget, step);
                holds(this);
                Assert.InRange(budget.State.Left, 0, budget.State.Limit);
            }
        }

        private void Step(RequestBudget budget, int step)
        {
            switch (step)
            {
                case <= 5:
                    Send(budget, (RequestPurpose)(step % 3));
                    break;
                case <= 8 when _underWay.Count > 0:
                    // The oldest answer, the newest, or none at all.
                    var at = step == 7 ? _underWay.Count - 1 : 0;
                    budget.Settle(_underWay[at].Ticket, step == 8 ? null : _underWay[at].Answer);
                    _underWay.RemoveAt(at);
                    break;
                case 9:
                    _clock.Advance(TimeSpan.FromMinutes(7));
                    break;
                case 10:
                    _clock.Advance(TimeSpan.FromMinutes(61));
                    break;
                case 11 when othersSpend:
                    Serve();
                    break;
            }
        }

        private void Send(RequestBudget budget, RequestPurpose purpose)
        {
            var before = budget.State;
            if (budget.RefusedUntil(purpose) is { } until)
            {
                Assert.True(until > _clock.GetUtcNow());
                Assert.Equal(until, Assert.Throws<WicksonException>(() => budget.Take(purpose)).Error.RetryAt);
                return;
            }

            var ticket = budget.Take(purpose);
            Assert.True(budget.State.Left >= before.KeptFrom(purpose), $"{purpose} took of what is kept from it: {budget.State}");
            _underWay.Add((ticket, Serve()));
        }

        private RateAnswer Serve()
        {
            var now = _clock.GetUtcNow();
            if (now >= _reset)
            {
                (_reset, _served) = (now.AddHours(1), 0);
            }

            if (++_served <= limit)
            {
                return tells ? new RateAnswer(limit, limit - _served, _reset) : new RateAnswer();
            }

            Refused++;
            return new RateAnswer(limit, 0, _reset) { IsRefusal = true, RetryAt = _reset };
        }
    }
}
