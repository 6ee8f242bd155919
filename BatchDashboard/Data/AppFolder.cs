namespace BatchDashboard.Data;

/// <summary>The content root: relative paths of the settings start from it.</summary>
internal static class AppFolder
{
    private const string Project = "BatchDashboard.csproj";

    // The SDK puts this file into every build and into no published app.
    private const string BuildMark = "BatchDashboard.staticwebassets.runtime.json";

    /// <summary>
    /// The project's folder for a build, e.g. of <c>dotnet run</c>: a clean build empties <c>bin</c>, where its program is.
    /// The program's own folder for a published app.
    /// </summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string program)
    {
        if (!File.Exists(System.IO.Path.Combine(program, BuildMark)))
        {
            return program;
        }

        var folder = new DirectoryInfo(program);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, Project)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? program;
    }
}
