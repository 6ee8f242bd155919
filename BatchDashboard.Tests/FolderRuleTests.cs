using NetArchTest.Rules;

namespace BatchDashboard.Tests;

/// <summary>A folder may use the folders before it, never one after it (docs/decisions/0001).</summary>
public sealed class FolderRuleTests
{
    private static readonly string[] Order =
        ["Wickson", "Queries", "Data", "Sync", "Triage", "Lineage", "Results", "Resolution", "Export", "Import", "Following", "Access", "Sandbox", "Components"];

    public static TheoryData<string> Folders() => new(Order);

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_the_folders_before_it(string folder)
    {
        var later = Order.SkipWhile(name => name != folder).Skip(1).Select(Namespace).ToArray();
        var result = Types.InAssembly(typeof(Program).Assembly)
            .That().ResideInNamespace(Namespace(folder))
            .ShouldNot().HaveDependencyOnAny(later)
            .GetResult();
        Assert.True(result.IsSuccessful, $"{folder} uses a later folder in: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void Access_uses_no_other_folder()
    {
        var others = Order.Where(name => name != "Access").Select(Namespace).ToArray();
        var result = Types.InAssembly(typeof(Program).Assembly)
            .That().ResideInNamespace(Namespace("Access"))
            .ShouldNot().HaveDependencyOnAny(others)
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Theory]
    [InlineData("Components")]
    [InlineData("Export")]
    public void Components_and_exports_do_not_know_how_data_is_kept(string folder)
    {
        var result = Types.InAssembly(typeof(Program).Assembly)
            .That().ResideInNamespace(Namespace(folder))
            .ShouldNot().HaveDependencyOn(Namespace("Data"))
            .GetResult();
        Assert.True(result.IsSuccessful, $"{folder} knows Data in: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Theory]
    [InlineData("BatchDashboard.Data.Sqlite", "Microsoft.Data.Sqlite", "SQLitePCL")]
    [InlineData("BatchDashboard.Data.PostgreSql", "Npgsql", "NpgsqlTypes")]
    public void Only_its_own_folder_knows_a_database(string folder, params string[] provider)
    {
        var result = Types.InAssembly(typeof(Program).Assembly)
            .That().DoNotResideInNamespace(folder).And().DoNotResideInNamespace("BatchDashboard.Data.Migrations")
            .ShouldNot().HaveDependencyOnAny(provider)
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_program_is_a_table_of_contents_of_sixty_lines_at_most() =>
        Assert.InRange(Repository.Read("BatchDashboard/Program.cs").TrimEnd().Split('\n').Length, 1, 60);

    private static string Namespace(string folder) => "BatchDashboard." + folder;
}
