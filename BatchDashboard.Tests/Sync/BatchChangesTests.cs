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
