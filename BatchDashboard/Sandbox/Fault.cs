using System.Globalization;
using System.Runtime.InteropServices;

namespace BatchDashboard.Sandbox;

internal enum FaultKind
{
    Latency,
    /// <summary>401: as for a missing key.</summary>
    Unauthorized,
    /// <summary>402: the account has no credit.</summary>
    PaymentRequired,
    Forbidden,
    NotFound,
    /// <summary>413: more than a batch may have.</summary>
    TooLarge,
    /// <summary>429 with <c>Retry-After</c> in seconds.</summary>
    RateLimited,
    /// <summary>429 with <c>Retry-After</c> as a date.</summary>
    RateLimitedUntilDate,
    ServerError,
    Unavailable,
    /// <summary>502 with an HTML page, as a proxy answers for a server that is gone.</summary>
    BadGateway,
    /// <summary>200 with an HTML page, as a sign-in page in between answers.</summary>
    Html,
    /// <summary>The first half of the right body, in a response that is whole for HTTP.</summary>
    Cut,
    /// <summary>200 with no body.</summary>
    Empty,
    /// <summary>200 with an array where an object belongs.</summary>
    Array,
    /// <summary>The connection ends with no answer.</summary>
    Reset,
    /// <summary>The connection ends when half of what is sent has come in; nothing is done.</summary>
    CutUpload,
    /// <summary>What was asked is done, and the connection ends with no answer.</summary>
    LostAnswer,
}

/// <summary>One way for a request to go wrong, as header <c>X-Sandbox-Fault</c>, query <c>fault</c> or <see cref="SandboxFaults.Active"/> name it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fault(FaultKind Kind, TimeSpan Latency = default)
{
    public const string Words = "latency-<ms>, 401, 402, 403, 404, 413, 429, 429-date, 500, 502, 503, html, cut, empty, array, reset, cut-upload, lost-answer";

    private const string LatencyPrefix = "latency-";

    /// <summary>Several are separated by commas. False when a word is none of <see cref="Words"/>.</summary>
    public static bool TryParse(string? text, List<Fault> faults)
    {
        foreach (var word in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (One(word) is not { } fault)
            {
                return false;
            }

            faults.Add(fault);
        }

        return true;
    }

    private static Fault? One(string word) => word switch
    {
        "401" => new(FaultKind.Unauthorized),
        "402" => new(FaultKind.PaymentRequired),
        "403" => new(FaultKind.Forbidden),
        "404" => new(FaultKind.NotFound),
        "413" => new(FaultKind.TooLarge),
        "429" => new(FaultKind.RateLimited),
        "429-date" => new(FaultKind.RateLimitedUntilDate),
        "500" => new(FaultKind.ServerError),
        "502" => new(FaultKind.BadGateway),
        "503" => new(FaultKind.Unavailable),
        "html" => new(FaultKind.Html),
        "cut" => new(FaultKind.Cut),
        "empty" => new(FaultKind.Empty),
        "array" => new(FaultKind.Array),
        "reset" => new(FaultKind.Reset),
        "cut-upload" => new(FaultKind.CutUpload),
        "lost-answer" => new(FaultKind.LostAnswer),
        _ when word.StartsWith(LatencyPrefix, StringComparison.Ordinal)
            && int.TryParse(word.AsSpan(LatencyPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            => new(FaultKind.Latency, TimeSpan.FromMilliseconds(milliseconds)),
        _ => null,
    };
}
