using System.Text;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Where an answer of <see cref="FakeWickson"/> goes wrong on the wire.</summary>
public enum Fault
{
    None,
    /// <summary>The connection is reset before the headers.</summary>
    ResetAtOnce,
    /// <summary>The connection is closed after the first half of the body.</summary>
    CutOff,
    /// <summary>
    /// The connection is reset after the first half of the body. A reset takes away what the client has not read yet, so
    /// a small body may be lost together with its headers.
    /// </summary>
    ResetInBody,
    /// <summary>No header ever comes.</summary>
    Hang,
    /// <summary>The first half of the body comes, then nothing.</summary>
    HangInBody,
}

/// <summary>One answer that <see cref="FakeWickson"/> gives.</summary>
public sealed record FakeAnswer(int Status, byte[] Body)
{
    public string? ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public Fault Fault { get; init; }

    /// <summary>Sends the body in chunks, without a Content-Length.</summary>
    public bool Chunked { get; init; }

    public static FakeAnswer Hang { get; } = new(200, []) { Fault = Fault.Hang };

    public static FakeAnswer Reset { get; } = new(200, []) { Fault = Fault.ResetAtOnce };

    public static FakeAnswer Json(string body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body));

    /// <summary>A file of <c>Samples</c>, by its name without ending; the status is the number in the name.</summary>
    public static FakeAnswer Sample(string name) =>
        Json(Samples.Read(name), int.Parse(name[^3..], System.Globalization.CultureInfo.InvariantCulture));

    public static FakeAnswer Html(int status = 200) =>
        Json("<!DOCTYPE html><html><body>Bad gateway</body></html>", status) with { ContentType = "text/html; charset=utf-8" };

    /// <summary>A documented error.</summary>
    public static FakeAnswer Error(int status, string code, string message) => Json(
        $$"""{"success":false,"message":"{{message}}","code":"{{code}}","status_code":{{status.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}""",
        status);

    public FakeAnswer With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };
}

/// <summary>The API's own sample bodies.</summary>
public static class Samples
{
    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json"));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Samples");
}
