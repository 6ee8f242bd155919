using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace BatchDashboard.Tests;

/// <summary>What a contributor's machine relies on before any code of the app runs.</summary>
public sealed partial class RepositoryTests
{
    [Fact]
    public void The_first_SDK_of_NET_10_is_enough_and_a_later_one_is_taken()
    {
        var sdk = JsonElement.Parse(Repository.Read("global.json")).GetProperty("sdk");
        Assert.Equal(("10.0.100", "latestFeature"), (sdk.GetProperty("version").GetString(), sdk.GetProperty("rollForward").GetString()));
    }

    [Theory]
    [InlineData("BatchDashboard")]
    [InlineData("BatchDashboard.Tests")]
    [InlineData("BatchDashboard.Benchmarks")]
    public void Lock_files_hold_nothing_of_one_runtime(string project)
    {
        var locked = JsonElement.Parse(Repository.Read($"{project}/packages.lock.json")).GetProperty("dependencies");
        Assert.Equal(["net10.0"], locked.EnumerateObject().Select(framework => framework.Name));
    }

    [Fact]
    public void Scripts_and_sources_have_the_line_ends_that_every_checkout_is_to_have()
    {
        Assert.Contains("* text=auto eol=lf", Repository.Read(".gitattributes"), StringComparison.Ordinal);
        Assert.All(
            ["test.sh", "benchmarks.sh", ".ci/run", "README.md", "BatchDashboard.sln", "BatchDashboard/Program.cs"],
            path => Assert.DoesNotContain('\r', Repository.Read(path)));
    }

    [Fact]
    public void Every_push_is_tested_with_a_browser_on_Linux_and_without_one_elsewhere()
    {
        var jobs = (YamlMappingNode)Yaml(".github/workflows/tests.yml")["jobs"];
        Assert.Contains("./test.sh", Commands(jobs["linux"]));
        Assert.Contains(
            $"dotnet test --no-build --filter-not-namespace {typeof(Journeys.MainJourneyTests).Namespace} --filter-not-trait Database=PostgreSql", Commands(jobs["without-browser"]));
        Assert.Equal(["windows", "macos"], ((YamlSequenceNode)jobs["without-browser"]["strategy"]["matrix"]["system"]).Select(system => system.ToString().Split('-')[0]));
    }

    [Fact]
    public void Newer_packages_are_proposed_for_all_that_has_versions() => Assert.Equal(
        ["devcontainers", "github-actions", "nuget"],
        ((YamlSequenceNode)Yaml(".github/dependabot.yml")["updates"]).Select(update => update["package-ecosystem"].ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void A_bug_report_warns_about_keys_before_it_asks_for_anything()
    {
        var parts = (YamlSequenceNode)Yaml(".github/ISSUE_TEMPLATE/bug.yml")["body"];
        Assert.Contains("API keys", parts[0]["attributes"]["value"].ToString(), StringComparison.Ordinal);
        Assert.Superset(
            new HashSet<string> { "happened", "steps", "version", "system" },
            parts.Skip(1).Where(part => part["type"].ToString() != "checkboxes").Select(part => part["id"].ToString()).ToHashSet());
    }

    [Fact]
    public void The_dev_container_has_the_SDK_and_the_browser_and_opens_the_port_of_the_app()
    {
        var container = JsonElement.Parse(Repository.Read(".devcontainer/devcontainer.json"));
        var port = new Uri(JsonElement.Parse(Repository.Read("appsettings.json")).GetProperty("Urls").GetString()!).Port;
        Assert.Equal([port], container.GetProperty("forwardPorts").EnumerateArray().Select(one => one.GetInt32()));
        Assert.Contains("chromium", container.GetProperty("onCreateCommand").GetString(), StringComparison.Ordinal);
        Assert.Contains(container.GetProperty("features").EnumerateObject(), feature => feature.Name.Contains("/dotnet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("### Upgrade", "CHANGELOG.md", "docs/data.md")]
    [InlineData("### From another machine, and HTTPS", "ssh -L 5080:localhost:5080", "Kestrel__Certificates__Default__KeyPath")]
    [InlineData("### What is written, and how to uninstall", "`Data:Directory`", "`page-keys`", "~/.nuget", "`artifacts`", "`TestResults`")]
    public void The_README_tells_how_to_run_upgrade_and_remove_the_app(string heading, params string[] words)
    {
        var section = Repository.Read("README.md").Split(heading + "\n")[1];
        section = Heading().Split(section)[0];
        Assert.All(words, word => Assert.Contains(word, section, StringComparison.Ordinal));
    }

    private static YamlMappingNode Yaml(string path)
    {
        var file = new YamlStream();
        file.Load(new StringReader(Repository.Read(path)));
        return (YamlMappingNode)file.Documents[0].RootNode;
    }

    private static IEnumerable<string> Commands(YamlNode job) =>
        ((YamlSequenceNode)job["steps"]).OfType<YamlMappingNode>().Where(step => step.Children.ContainsKey("run")).Select(step => step["run"].ToString());

    [GeneratedRegex("^#+ ", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}
