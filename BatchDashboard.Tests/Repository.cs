namespace BatchDashboard.Tests;

/// <summary>The files of the checkout that the tests were built in.</summary>
internal static class Repository
{
    private const string Solution = "BatchDashboard.sln";

    public static string Folder { get; } = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"The tests were built outside a checkout: no folder above them has {Solution}.");
        }

        return folder.FullName;
    }
}
