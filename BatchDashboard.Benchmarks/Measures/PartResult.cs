using System.Text.Json;

namespace BatchDashboard.Benchmarks.Measures;

/// <summary>What one part of a run measured, kept as a file so that parts can be run again one by one.</summary>
internal sealed record PartResult(string Part, string Command, DateTimeOffset At, IReadOnlyDictionary<string, string> Machine, IReadOnlyList<Measure> Measures)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static async Task SaveAsync(string folder, string name, PartResult result, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(result, Json), cancellation);
    }

    /// <summary>All parts that were run so far, in the order of their names.</summary>
    public static async Task<IReadOnlyList<PartResult>> LoadAsync(string folder, CancellationToken cancellation)
    {
        var results = new List<PartResult>();
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                results.Add(JsonSerializer.Deserialize<PartResult>(await File.ReadAllTextAsync(file, cancellation), Json)!);
            }
        }

        return results;
    }
}
