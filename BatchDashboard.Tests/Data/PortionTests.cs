using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Data;

/// <summary>A portion is never more than 100%, whatever the numbers are.</summary>
public sealed class PortionTests
{
    private static readonly BatchId Id = BatchId.Parse("batch-1");
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Long[0, 300], Gen.Long, Gen.Const(long.MinValue), Gen.Const(long.MaxValue), Gen.Const(-1L));

    [Fact]
    public void It_is_never_more_than_all() => Gen.Select(Count, Count).Sample((done, all) => Holds(new Portion(done, all)));

    [Theory]
    [InlineData(0, 0, "0 of 0", 0)]
    [InlineData(70, 120, "70 of 120", 58.3)]
    [InlineData(1250, 1200, "1,250 of 1,250", 100)]
    [InlineData(-3, 5, "0 of 5", 0)]
    public void It_is_read_as_so_many_of_all(long done, long all, string text, double percent)
    {
        var portion = new Portion(done, all);

        Assert.Equal((text, percent), (portion.ToString(), Math.Round(portion.Percent, 1)));
    }

    [Fact]
    public void No_page_is_told_more_than_all_whatever_the_copy_the_batch_and_its_progress_count() =>
        Gen.Select(Count.Array[6], Gen.Enum<SyncState>(), Gen.Bool, Gen.Bool).Sample((counts, state, isWhole, isUnderWay) =>
        {
            var copy = new Snapshot(1, "completed", counts[0], counts[1], default, isWhole ? DateTimeOffset.UnixEpoch : null);
            var batch = new CachedBatch { Id = Id, Status = "completed", Total = counts[2], Current = isWhole ? copy : null, Filling = isWhole ? null : copy };
            var progress = new SyncProgress(Id, state, default) { Jobs = new Portion(counts[3], counts[4]) };

            Holds(FreshnessBuilder.OfCopy(batch, isUnderWay ? progress : null).Jobs);
        });

    private static void Holds(Portion portion)
    {
        Assert.InRange(portion.Done, 0, portion.All);
        Assert.InRange(portion.Percent, 0, 100);
    }
}
