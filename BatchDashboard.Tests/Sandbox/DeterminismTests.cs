using BatchDashboard.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Sandbox;

public sealed class DeterminismTests
{
    [Fact]
    public async Task Two_processes_serve_the_same_bytes_and_only_running_batches_know_the_time()
    {
        await using var first = await SandboxHost.StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero)));
        await using var second = await SandboxHost.StartAsync(new FakeTimeProvider(new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        string[] relative = ["batch-running", "batch-queued"];
        foreach (var batch in first.Catalog.Introduced.Select(id => id.Value).Except(relative, StringComparer.Ordinal))
        {
            Assert.Equal(await BytesAsync(first, batch), await BytesAsync(second, batch));
        }
    }

    [Fact]
    public async Task Batches_that_run_are_told_relative_to_the_start_of_the_process()
    {
        var time = new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero);
        await using var first = await SandboxHost.StartAsync(new FakeTimeProvider(time));
        await using var second = await SandboxHost.StartAsync(new FakeTimeProvider(time));
        Assert.Equal(await BytesAsync(first, "batch-running"), await BytesAsync(second, "batch-running"));
    }

    [Fact]
    public void Ids_of_batches_are_the_same_on_every_start() => Assert.Equal(
        new SandboxCatalog(TimeProvider.System).Introduced,
        new SandboxCatalog(new FakeTimeProvider()).Introduced);

    private static Task<byte[]> BytesAsync(SandboxHost host, string batch) => host.Client.GetByteArrayAsync(
        new Uri($"v1/batches/{batch}/results?page=1&page_size=1000", UriKind.Relative), TestContext.Current.CancellationToken);
}
