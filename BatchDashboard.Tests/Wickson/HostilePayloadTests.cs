using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Any field may be missing, null or of another type, and everything else is still read.</summary>
public sealed class HostilePayloadTests
{
    private static readonly string[] WrongValues = ["null", "true", "7", "-1.5e3", "\"text\"", "[]", "[[1]]", "{}", "{\"a\":{\"b\":1}}"];

    public static TheoryData<string> FieldPaths()
    {
        var paths = new List<string>();
        Walk(Sample(), "", paths);
        return [.. paths];
    }

    [Theory]
    [MemberData(nameof(FieldPaths))]
    public void One_wrong_field_is_written_back_and_leaves_its_neighbours_as_they_were(string path)
    {
        foreach (var wrong in WrongValues)
        {
            AssertNeighboursSurvive(path, JsonNode.Parse(wrong), remove: false);
        }

        AssertNeighboursSurvive(path, wrong: null, remove: true);
    }

    [Fact]
    public void Any_mixture_of_wrong_and_unknown_values_is_written_back()
    {
        var paths = FieldPaths().Select(row => row.Data).ToArray();
        var change = Gen.Select(Gen.OneOf(paths), Json(3), Gen.Bool);
        change.Array[1, 8].Sample(changes =>
        {
            var root = Sample();
            foreach (var (path, value, beside) in changes)
            {
                if (Parent(root, path) is { } parent)
                {
                    parent[beside ? "unknown_" + Name(path) : Name(path)] = value?.DeepClone();
                }
            }

            var sent = JsonElement.Parse(root.ToJsonString());
            var written = JsonSerializer.SerializeToElement(sent.Deserialize(WicksonJson.Default.ResultsBody), WicksonJson.Default.ResultsBody);
            return JsonElement.DeepEquals(sent, written);
        });
    }

    private static void AssertNeighboursSurvive(string path, JsonNode? wrong, bool remove)
    {
        var root = Sample();
        var parent = Parent(root, path)!;
        if (remove)
        {
            parent.Remove(Name(path));
        }
        else
        {
            parent[Name(path)] = wrong;
        }

        var sent = JsonElement.Parse(root.ToJsonString());
        var body = sent.Deserialize(WicksonJson.Default.ResultsBody)!;

        Assert.True(JsonElement.DeepEquals(sent, JsonSerializer.SerializeToElement(body, WicksonJson.Default.ResultsBody)), path);
        var before = Values(Sample().Deserialize(WicksonJson.Default.ResultsBody)!);
        var after = Values(body);
        Assert.All(
            before.Where(value => !value.Key.StartsWith(path + "/", StringComparison.Ordinal) && value.Key != path),
            value => Assert.Equal(value.Value, after.GetValueOrDefault(value.Key)));
    }

    // Every readable value of the typed records, by the path that it has in the JSON.
    private static Dictionary<string, string> Values(ResultsBody body)
    {
        var data = body.Data.Value;
        var summary = data?.BatchSummary.Value;
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["/message"] = body.Message.Value,
            ["/metadata/request_id"] = body.Metadata.Value?.RequestId.Value,
            ["/data/batch_summary/status"] = summary?.Status.Value,
            ["/data/batch_summary/timeline/created_at"] = Show(summary?.Timeline.Value?.CreatedAt),
            ["/data/batch_summary/timeline/total_duration_seconds"] = Show(summary?.Timeline.Value?.TotalDurationSeconds),
            ["/data/batch_summary/completion/failed"] = Show(summary?.Completion.Value?.Failed),
            ["/data/batch_summary/completion/completion_rate"] = Show(summary?.Completion.Value?.CompletionRate),
            ["/data/statistics/completion/total"] = Show(data?.Statistics.Value?.Completion.Value?.Total),
            ["/data/statistics/resources/total_files_size_bytes"] = Show(data?.Statistics.Value?.Resources.Value?.TotalFilesSizeBytes),
            ["/data/statistics/media_distribution/by_type/image"] =
                Show(data?.Statistics.Value?.MediaDistribution.Value?.ByType.Value?.GetValueOrDefault("image")),
            ["/data/pagination/total_items"] = Show(data?.Pagination.Value?.TotalItems),
        };
        var jobs = data?.JobResults.Value ?? [];
        for (var i = 0; i < jobs.Count; i++)
        {
            values[$"/data/job_results/{i}/job_id"] = jobs[i].JobId;
            values[$"/data/job_results/{i}/filename"] = jobs[i].FileName;
            values[$"/data/job_results/{i}/file_info/size_bytes"] = jobs[i].SizeBytes?.ToString(CultureInfo.InvariantCulture);
            values[$"/data/job_results/{i}/processing_info/completed_at"] = jobs[i].CompletedAt?.ToString(CultureInfo.InvariantCulture);
            values[$"/data/job_results/{i}/error/code"] = jobs[i].ErrorCode;
        }

        return values.Where(value => value.Value is not null).ToDictionary(value => value.Key, value => value.Value!, StringComparer.Ordinal);
    }

    private static string? Show<T>(Field<T>? field) => field is { HasValue: true } known ? known.Text : null;

    private static Gen<JsonNode?> Json(int depth)
    {
        var scalars = Gen.OneOf(
            Gen.Const((JsonNode?)null),
            Gen.Bool.Select(value => (JsonNode?)value),
            Gen.Long.Select(value => (JsonNode?)value),
            Gen.Double.Where(double.IsFinite).Select(value => (JsonNode?)value),
            Gen.Char[' ', '\uD7FF'].Array[0, 12].Select(value => (JsonNode?)new string(value)));
        return depth == 0
            ? scalars
            : Gen.OneOf(
                scalars,
                Json(depth - 1).Array[0, 3].Select(values => (JsonNode?)new JsonArray([.. values.Select(value => value?.DeepClone())])),
                Gen.Select(Gen.OneOf("job_id", "code", "x"), Json(depth - 1)).Select(
                    (name, value) => (JsonNode?)new JsonObject { [name] = value?.DeepClone() }));
    }

    private static JsonObject Sample() => JsonNode.Parse(Samples.Read("results-200"))!.AsObject();

    private static void Walk(JsonNode? node, string path, List<string> paths)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields)
            {
                paths.Add($"{path}/{name}");
                Walk(value, $"{path}/{name}", paths);
            }
        }
        else if (node is JsonArray rows)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                Walk(rows[i], $"{path}/{i}", paths);
            }
        }
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static JsonObject? Parent(JsonNode root, string path)
    {
        JsonNode? node = root;
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            node = node switch
            {
                JsonObject fields => fields[step],
                JsonArray rows when int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < rows.Count => rows[index],
                _ => null,
            };
        }

        return node as JsonObject;
    }
}
