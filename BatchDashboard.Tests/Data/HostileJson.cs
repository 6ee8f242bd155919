using System.Globalization;
using System.Text.Json;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Data;

/// <summary>Jobs as no API should send them.</summary>
internal static class HostileJson
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12].Select(text => JsonSerializer.Serialize(text)),
        Gen.OneOf(
            "\"\"", "\" \"", "\"a\\u0000b\"", "\"\\ud800\"", "\"x\\udc00y\"", "\"\\uFFFE\"", "\"\U0001F600.png\"", "\"<script>alert(1)</script>\"",
            "\"=1+1\"", "\"\\u202Egnp.exe\"", "\"a\\r\\nb\"", "\"%_'\\\"--\"", "\"\u0065\u0301.pdf\"", "\"İI.PDF\"", "\"unknown\"", "\"failed\"", "\"succeeded\""),
        Gen.String.Select(text => JsonSerializer.Serialize(text)));

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[0, 100_000_000].Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Double.Where(double.IsFinite).Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.OneOf("0", "-0", "1.0", "0.24", "9223372036854775808", "\"12\"", "\"0.5\""));

    /// <summary>What a float can hold: <c>size_mb</c> is read as one.</summary>
    private static readonly Gen<string> Float = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.OneOf("0", "-0", "1.0", "0.24", "743.2", "\"0.5\"", "true"));

    private static readonly Gen<string> Time = Gen.OneOf(
        Gen.Int[0, 2_000_000_000].Select(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        Gen.Long[0, 2_000_000_000_000].Select(milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("O", CultureInfo.InvariantCulture)),
        Gen.OneOf("", "soon", "2024-12-18", "2024-12-18T10:05:00", "2024-12-18T10:05:00.5Z", "2024-12-18T10:05:00.500Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"))
        .Select(text => JsonSerializer.Serialize(text));

    private static readonly Gen<string> Anything = Gen.OneOf(
        Text, Number, Time, Gen.OneOf("null", "true", "[]", "{}", "[[null,{\"a\":\"\\ud800\"}]]", "{\"b\":[1,2.5],\"c\":{\"d\":null}}"));

    /// <summary>The JSON of one row of <c>job_results</c>.</summary>
    public static readonly Gen<string> Job = Gen.Frequency(
        (12, Object(
            ("job_id", Usually(Text)),
            ("media_id", Usually(Text)),
            ("filename", Usually(Text)),
            ("media_type", Usually(Text)),
            ("status", Usually(Text)),
            ("file_info", Usually(FileInfo())),
            ("processing_info", Usually(Object(("created_at", Usually(Time)), ("completed_at", Usually(Time)), ("worker", Anything)))),
            ("error", Usually(Object(("message", Usually(Text)), ("code", Usually(Text)), ("details", Anything), ("trace", Anything)))),
            ("added_later", Anything))),
        (1, Anything));

    /// <summary>Asserts that JSON came back as it was sent, but for halves of surrogate pairs, which become U+FFFD when they are read.</summary>
    public static void AssertSame(string sent, string back)
    {
        var sound = new[] { "\\ud800", "\\udc00", "\\udfff" }.Aggregate(sent, (text, half) => text.Replace(half, "\\ufffd", StringComparison.Ordinal));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(sound), JsonElement.Parse(back)), $"{sent}\ncame back as\n{back}");
    }

    /// <summary>Without rows with the id and the file name of one before them, which are stored once.</summary>
    public static string[] WithoutRepeats(string[] rows)
    {
        var seen = new HashSet<(string, string?)>();
        return
        [
            .. rows.Where(row =>
            {
                var job = JsonSerializer.Deserialize($"[{row}]", WicksonJson.Default.ListJob)![0];
                return job.JobId is not { } id || seen.Add((id, job.FileName));
            }),
        ];
    }

    private static Gen<string> Usually(Gen<string> gen) => Gen.Frequency((8, gen), (1, Anything), (1, Gen.Const("null")));

    private static Gen<string> FileInfo() => Gen.OneOf(
        Gen.Int[0, int.MaxValue].Select(bytes =>
            $$"""{"size_bytes":{{bytes}},"size_mb":{{Math.Round(bytes / 1048576.0, 2).ToString("R", CultureInfo.InvariantCulture)}}}"""),
        Object(("size_bytes", Usually(Number)), ("size_mb", Gen.Frequency((8, Float), (1, Text), (1, Gen.OneOf("null", "[]", "{\"a\":1}")))), ("pages", Anything)));

    /// <summary>An object with some of the members.</summary>
    private static Gen<string> Object(params (string Name, Gen<string> Value)[] members) =>
        members
            .Select(member => Gen.Frequency((5, member.Value.Select(value => (string?)$"\"{member.Name}\":{value}")), (1, Gen.Const((string?)null))))
            .Aggregate(
                Gen.Const(Array.Empty<string?>()),
                (all, next) => all.Select(next, (list, member) => list.Append(member).ToArray()))
            .Select(list => "{" + string.Join(',', list.Where(member => member is not null)) + "}");
}
