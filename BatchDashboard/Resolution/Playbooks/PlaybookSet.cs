namespace BatchDashboard.Resolution.Playbooks;

/// <summary>The playbooks of a folder as they are now, and what is wrong with some of its files.</summary>
/// <param name="ByCode">By error code in lower case.</param>
/// <param name="Files">The last good version of each file that is there.</param>
/// <param name="Problems">One sentence a file that cannot be used.</param>
internal sealed record PlaybookSet(
    IReadOnlyDictionary<string, TeamPlaybook> ByCode,
    IReadOnlyDictionary<string, TeamPlaybook> Files,
    IReadOnlyList<string> Problems)
{
    private const int MostFiles = 500;

    public static PlaybookSet None { get; } = new(
        new Dictionary<string, TeamPlaybook>(StringComparer.Ordinal), new Dictionary<string, TeamPlaybook>(StringComparer.Ordinal), []);

    /// <summary>Reads the folder. A file that is broken now keeps what it said before.</summary>
    public static PlaybookSet Read(string folder, PlaybookSet before)
    {
        var files = new Dictionary<string, TeamPlaybook>(StringComparer.Ordinal);
        var problems = new List<string>();
        string[] paths;
        try
        {
            paths = [.. Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal).Take(MostFiles + 1)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return before with { Problems = ["The folder of the team's playbooks cannot be read now. What it said last is still used."] };
        }

        if (paths.Length > MostFiles)
        {
            problems.Add($"The folder of the team's playbooks has more than {MostFiles} files; those after the first {MostFiles} are left out.");
        }

        foreach (var path in paths.Take(MostFiles))
        {
            var name = Path.GetFileName(path);
            try
            {
                files[name] = PlaybookFile.Read(name, Bytes(path));
            }
            catch (Exception error) when (error is PlaybookException or IOException or UnauthorizedAccessException)
            {
                var reason = error is PlaybookException ? error.Message : "this account may not read it, or another program holds it";
                var instead = before.Files.TryGetValue(name, out var last) ? "Its last good version is still used" : "The built-in one is used instead";
                if (last is not null)
                {
                    files[name] = last;
                }

                problems.Add($"The team's playbook {Wording.Quote(name)} cannot be read: {reason}. {instead}.");
            }
        }

        return new PlaybookSet(ByCodes(files, before, problems), files, problems);
    }

    private static Dictionary<string, TeamPlaybook> ByCodes(Dictionary<string, TeamPlaybook> files, PlaybookSet before, List<string> problems)
    {
        var byCode = new Dictionary<string, TeamPlaybook>(StringComparer.Ordinal);
        foreach (var group in files.Values.SelectMany(file => file.Codes.Select(code => (code, file))).GroupBy(one => one.code, one => one.file, StringComparer.Ordinal))
        {
            TeamPlaybook[] claims = [.. group.OrderBy(file => file.FileName, StringComparer.Ordinal)];
            if (claims is [var only])
            {
                byCode[group.Key] = only;
                continue;
            }

            // Which of them is meant nobody can tell: who was first stays.
            var owner = before.ByCode.TryGetValue(group.Key, out var first) ? Array.Find(claims, file => file.FileName == first.FileName) : null;
            if (owner is not null)
            {
                byCode[group.Key] = owner;
            }

            problems.Add(
                $"The team's playbooks {string.Join(" and ", claims.Select(file => Wording.Quote(file.FileName)))} are for the same code {Wording.Quote(group.Key)}. "
                + (owner is null ? "Until only one is left, the built-in one is used." : $"Until only one is left, {Wording.Quote(owner.FileName)} is used."));
        }

        return byCode;
    }

    private static byte[] Bytes(string path)
    {
        if (new FileInfo(path).Length == 0)
        {
            // Nor has a pipe a length, and to open one is to wait for whoever writes into it.
            throw new PlaybookException("it is empty");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[PlaybookFile.MostBytes + 1];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
