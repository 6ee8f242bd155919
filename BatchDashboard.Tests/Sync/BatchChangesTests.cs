using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchDashboard.Tests.Sync;

public sealed class BatchChangesTests
{
    private static readonly BatchId One = BatchId.Parse("one");
    private static readonly BatchId Two = BatchId.Parse("two");
    private readonly BatchChanges _changes = new(NullLogger<BatchChanges>.Instance);

    [Fact]
    public void Each_hears_of_its_batch_and_who_asked_for_all_of_all()
    {
        var heard = new List<string>();
        using var one = _changes.Subscribe(One, id => heard.Add("one:" + id.Value));
        using var all = _changes.Subscribe(null, id => heard.Add("all:" + id.Value));

        _changes.Announce(One);
        _changes.Announce(Two);

        Assert.Equal(["all:one", "all:two", "one:one"], heard.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_subscriber_that_fails_harms_neither_the_announcer_nor_the_others()
    {
        var heard = 0;
        using var bad = _changes.Subscribe(One, _ => throw new InvalidOperationException("bad"));
        using var good = _changes.Subscribe(One, _ => heard++);
        using var alsoBad = _changes.Subscribe(One, _ => throw new InvalidOperationException("bad"));

        _changes.Announce(One);

        Assert.Equal(1, heard);
    }

    [Fact]
    public void Who_asks_before_and_after_knows_of_a_change_in_between_of_his_batch_alone()
    {
        _changes.Announce(One);
        var (one, two, all) = (_changes.Announced(One), _changes.Announced(Two), _changes.Announced(null));

        _changes.Announce(One);

        Assert.NotEqual(one, _changes.Announced(One));
        Assert.NotEqual(all, _changes.Announced(null));
        Assert.Equal(two, _changes.Announced(Two));
    }

    [Fact]
    public void What_is_remembered_of_announcements_is_bounded_and_nobody_misses_a_change_by_it()
    {
        var before = _changes.Announced(One);
        _changes.Announce(One);
        for (var batch = 0; batch < 10_000; batch++)
        {
            _changes.Announce(BatchId.Parse($"batch-{batch}"));
        }

        Assert.NotEqual(before, _changes.Announced(One));
    }

    [Fact]
    public void Who_waits_for_a_batch_most_eagerly_says_how_often_it_is_polled()
    {
        using var hourly = _changes.Await(() => [One, Two], TimeSpan.FromHours(1));
        var eager = _changes.Await(() => [One], TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), _changes.Awaited()[One]);
        Assert.Equal(TimeSpan.FromHours(1), _changes.Awaited()[Two]);

        eager.Dispose();

        Assert.Equal(TimeSpan.FromHours(1), _changes.Awaited()[One]);
    }

    [Fact]
    public void Who_left_hears_nothing_and_is_not_looking()
    {
        var heard = 0;
        var subscription = _changes.Subscribe(One, _ => heard++);
        Assert.Equal([One], _changes.Looked().Batches);
        subscription.Dispose();
        subscription.Dispose();

        _changes.Announce(One);

        Assert.Equal(0, heard);
        Assert.Empty(_changes.Looked().Batches);
    }
}
