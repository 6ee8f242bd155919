using BatchDashboard.Data;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Data;

/// <summary>Settings that are wrong stop the start with a sentence that names the key.</summary>
[Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
public sealed class DatabaseSettingsTests
{
    [Theory]
    [InlineData("Database:Provider", "MySql")]
    [InlineData("Database:ConnectionString", "Host=db;Password=secret", "PostgreSql")]
    [InlineData("Database:ConnectionString", "Database=board;Password=secret", "PostgreSql")]
    [InlineData("Database:ConnectionString", "Password=secret;Nonsense", "PostgreSql")]
    [InlineData("Database:ConnectionString", "", "PostgreSql")]
    [InlineData("Database:Provider", "")]
    [InlineData("Database:ConnectionString", "Host=db;Password=secret")]
    [InlineData("Database:ConnectionString", "Data Source=:memory:")]
    [InlineData("Database:ConnectionString", "Data Source=x;Mode=Memory")]
    [InlineData("Database:ConnectionString", "Data Source=x;Mode=Sometimes")]
    [InlineData("Database:ConnectionString", "Mode=ReadOnly")]
    [InlineData("Database:ConnectionString", "nonsense")]
    public async Task A_wrong_setting_is_named(string key, string value, string provider = "Sqlite")
    {
        using var cache = key == "Database:Provider" ? TemporaryCache.Unprepared((key, value)) : TemporaryCache.Unprepared(("Database:Provider", provider), (key, value));
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
        using var cache = await TemporaryCache.CreateAsync(("Database:Provider", provider), ("Database:ConnectionString", ""));
        Assert.True(File.Exists(cache.File));
    }

    [Fact]
    public async Task The_old_name_of_a_setting_is_read_where_the_new_one_says_nothing()
    {
        using var cache = TemporaryCache.Unprepared();
        using var old = cache.Again(("Database:ConnectionString", ""), ("Cache:ConnectionString", "Data Source=old.db"));
        using var both = cache.Again(("Database:ConnectionString", "Data Source=new.db"), ("Cache:ConnectionString", "Data Source=older.db"));
        using var wrong = cache.Again(("Database:Provider", "Sqlite"), ("Cache:Provider", "MySql"));

        await old.PrepareAsync();
        await both.PrepareAsync();

        Assert.Equal(["new.db", "old.db"], Directory.GetFiles(cache.Directory, "*.db").Select(Path.GetFileName).Order());
        await Assert.ThrowsAsync<OptionsValidationException>(wrong.PrepareAsync);
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
        var error = await Assert.ThrowsAsync<DatabaseException>(other.PrepareAsync);
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
            "key,group_no,job_id,media_id,file_name,size_bytes,created_at,completed_at,error_message,parts,raw",
            await cache.QueryAsync("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('jobs') ORDER BY cid)"));
    }
}
