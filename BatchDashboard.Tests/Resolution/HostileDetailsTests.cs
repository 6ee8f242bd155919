using System.Globalization;
using System.Text.Json;
using BatchDashboard.Resolution;
using CsCheck;
using static BatchDashboard.Tests.Resolution.FailedFile;

namespace BatchDashboard.Tests.Resolution;

/// <summary>Details are a free object: whatever stands in them, there is an advice.</summary>
public sealed class HostileDetailsTests
{
    private static readonly Advisor Advisor = new();

    private static readonly string[] Codes =
    [
        "format_error", "validation_error", "corrupted_file", "processing_error", "storage_error", "timeout_error", "resource_error",
        "quota_exceeded", "other",
    ];

    private static readonly string[] Keys =
    [
        "supported_formats", "allowed_formats", "format", "max_size_bytes", "max_size_mb", "max_size", "timeout_seconds", "timeout_ms",
        "max_duration", "duration", "stage", "reason", "field", "resource", "quota", "quota_type", "limit", "used", "reset_time", "resets_at",
    ];

    private static readonly string[] Oddities =
    [
        "null", "true", "[]", "{}", "\"\"", "-1", "0", "1e999", "-1e999", "1e300", "9223372036854775807", "253402300800", "\"NaN\"", "\"Infinity\"",
        "\"\\ud800\"", "[\"\\ud800\"]", "[null, 1, {}]", "\"9999999999 PB\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "[[[[[]]]]]",
    ];

    private static readonly Gen<string> Value = Gen.OneOf(
        OneOf(Oddities),
        Gen.String.Select(text => JsonSerializer.Serialize(text)),
        Gen.Double.Where(double.IsFinite).Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.String.Array[0, 5].Select(list => JsonSerializer.Serialize(list)));

    [Fact]
    public void Any_value_of_any_key_leaves_an_advice() =>
        Gen.Select(OneOf(Codes), Gen.Select(OneOf(Keys), Value).Array[0, 6], Gen.String, Gen.Long)
            .Sample((code, pairs, name, size) =>
            {
                var details = Json("{" + string.Join(',', pairs.Select(pair => $"\"{pair.Item1}\":{pair.Item2}")) + "}");
                AssertUsable(Advisor.For(Job(code, name, size), details));
            });

    [Fact]
    public void Any_code_and_name_leave_an_advice() =>
        Gen.Select(Gen.String.Null(), Gen.String.Null(), Gen.Long.Nullable())
            .Sample((code, name, size) => AssertUsable(Advisor.For(Job(code, name, size), null)));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("{\"\\ud800\": 1, \"format\": 2}")]
    public void Details_of_another_shape_are_as_good_as_none(string details) =>
        Assert.Equivalent(Advisor.For(Job("format_error", "a.xlsx", 1), null), Advisor.For(Job("format_error", "a.xlsx", 1), Json(details)));

    [Fact]
    public void Text_of_the_api_cannot_break_or_turn_a_sentence()
    {
        var advice = Advisor.For(Job("odd\u202Ecode\n", "a.pdf", 1), Json("""{"reason": "first\nsecond \u202Egnp.exe."}"""));
        Assert.Equal("Wickson reported odd code, a code that its reference does not describe.", advice.WhatHappened);
        Assert.Equal("Wickson's reason: first second  gnp.exe.", Assert.Single(advice.Checks));
    }

    [Fact]
    public void Undefined_details_are_as_good_as_none() =>
        Assert.Equivalent(Advisor.For(Job("format_error", "a.xlsx", 1), null), Advisor.For(Job("format_error", "a.xlsx", 1), default(JsonElement)));

    [Fact]
    public void Huge_and_deep_details_make_no_long_sentences()
    {
        var deep = new string('[', 2000) + new string(']', 2000);
        var many = string.Join(',', Enumerable.Range(0, 100_000).Select(number => $"\".f{number}\""));
        var details = Json($$"""{"supported_formats": [{{many}}], "reason": "{{new string('x', 1_000_000)}}", "format": {{deep}}}""");
        var advice = Advisor.For(Job("format_error", "a.xlsx", 1), details);
        AssertUsable(advice);
        Assert.All([.. advice.Checks, .. advice.Steps], sentence => Assert.InRange(sentence.Length, 1, 400));
    }

    private static Gen<string> OneOf(string[] choices) => Gen.Int[0, choices.Length - 1].Select(at => choices[at]);

    private static void AssertUsable(Advice advice)
    {
        Assert.NotEmpty(advice.WhatHappened);
        Assert.NotEmpty(advice.Steps);
        Assert.All([.. advice.Checks, .. advice.Steps], sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
    }
}
