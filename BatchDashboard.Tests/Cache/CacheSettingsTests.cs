using BatchDashboard.Cache;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Cache;

/// <summary>Settings that are wrong stop the start with a sentence that names the key.</summary>
public sealed class CacheSettingsTests
{
    [Theory]
    [InlineData("Cache:Provider", "PostgreSql")]
    [InlineData("Cache:Provider", "")]
    [InlineData("Cache:ConnectionString", "Host=db;Password=secret")]
    [InlineData("Cache:ConnectionString", "Data Source=:memory:")]
    [InlineData("Cache:ConnectionString", "Data Source=x;Mode=Memory")]
    [InlineData("Cache:ConnectionString", "Data Source=x;Mode=Sometimes")]
    [InlineData("Cache:ConnectionString", "Mode=ReadOnly")]
    [InlineData("Cache:ConnectionString", "nonsense")]
    public async Task A_wrong_setting_is_named(string key, string value)
    {
        using var cache = TemporaryCache.Unprepared((key, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(cache.PrepareAsync);
        Assert.StartsWith(key, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cache.Directory));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("Sqlite")]
    public async Task The_provider_is_read_in_any_case_of_letters(string provider)
    {
        using var cache = await TemporaryCache.CreateAsync(("Cache:Provider", provider), ("Cache:ConnectionString", ""));
        Assert.True(File.Exists(cache.File));
    }

    [Fact]
    public void The_data_directory_stands_beside_the_app_by_default()
    {
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "data"), new DataDirectory("").Path);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "some", "place"), new DataDirectory("some/place/").Path);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "data", "x.db"), new DataDirectory(" ").File("x.db"));
    }

    [Fact]
    public async Task The_data_directory_is_made_at_the_start()
    {
        using var cache = TemporaryCache.Unprepared();
        var nested = Path.Combine(cache.Directory, "a", "b");
        using var other = cache.Again((DataDirectory.Key, nested));
        await other.PrepareAsync();
        Assert.True(File.Exists(Path.Combine(nested, TemporaryCache.FileName)));
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_named_by_its_key()
    {
        using var cache = TemporaryCache.Unprepared();
        await File.WriteAllTextAsync(Path.Combine(cache.Directory, "file"), "x", TestContext.Current.CancellationToken);
        using var other = cache.Again((DataDirectory.Key, Path.Combine(cache.Directory, "file", "data")));
        var error = await Assert.ThrowsAsync<CacheException>(other.PrepareAsync);
        Assert.StartsWith("Data:Directory: the directory “data” cannot be made", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(cache.Directory, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_that_of_the_model()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var pending = await cache.Database.WriteAsync(
            (context, _) => Task.FromResult(Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.HasPendingModelChanges(context.Database)),
            TestContext.Current.CancellationToken);
        Assert.False(pending);
        Assert.Equal(
            "key,group_no,job_id,media_id,file_name,size_bytes,created_at,completed_at,error_message,shape",
            await cache.QueryAsync("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('jobs') ORDER BY cid)"));
    }
}
