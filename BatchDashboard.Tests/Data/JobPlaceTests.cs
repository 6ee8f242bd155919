namespace BatchDashboard.Tests.Data;

/// <summary>Places in a copy that no batch has.</summary>
public sealed class JobPlaceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4_294_967_296)]
    [InlineData(4_294_967_297)]
    [InlineData(12_884_901_888)]
    [InlineData(-1)]
    [InlineData(-4_294_967_296)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_place_that_no_batch_has_leads_to_no_job_of_another_copy(long ordinal)
    {
        using var cache = await TemporaryCache.CreateAsync();
        var keys = new List<long>();
        for (var batch = 0; batch < 4; batch++)
        {
            keys.Add((await cache.WriteAsync($"b{batch}", Pages.Cut(3, 1, 3), isLast: true)).Current!.Key);
        }

        foreach (var key in keys)
        {
            Assert.NotNull(await cache.Store.FindJobAsync(key, 1, Token));
            Assert.Null(await cache.Store.FindJobAsync(key, ordinal, Token));
        }
    }
}
