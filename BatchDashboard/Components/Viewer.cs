using System.Globalization;
using Humanizer;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Components;

/// <summary>How this operator wants to see things; kept in a cookie, so that the first HTML is already right.</summary>
/// <param name="Theme">"light", "dark", or empty for the system's.</param>
/// <param name="Zone">IANA name of the browser's time zone; empty until it is known.</param>
/// <param name="Utc">Show times in UTC instead of the browser's zone.</param>
/// <param name="Comfortable">Taller rows.</param>
/// <param name="Charts">The charts above the jobs are open.</param>
/// <param name="Name">What the team calls this operator; empty until they say.</param>
/// <param name="Columns">The job ids and the times of creation are columns of the jobs, too.</param>
public sealed record Viewer(
    string Theme = "", string Zone = "", bool Utc = false, bool Comfortable = false, bool Charts = false, string Name = "", bool Columns = false)
{
    public const int LongestName = 60;

    /// <summary>Who is told to have acted.</summary>
    public string ActsAs => Name.Length > 0 ? Name : "An operator";

    public const string CookieName = "batch-dashboard";

    /// <summary>Never fails: what cannot be read is the default.</summary>
    public static Viewer FromCookie(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie) || cookie.Length > 1000)
        {
            return new Viewer();
        }

        var values = QueryHelpers.ParseQuery(cookie);
        string Read(string name) => values.TryGetValue(name, out var value) ? value[^1] ?? "" : "";
        return new Viewer(
            Read("theme") is "light" or "dark" ? Read("theme") : "",
            TimeZoneInfo.TryFindSystemTimeZoneById(Read("zone"), out _) ? Read("zone") : "",
            Read("utc") == "1",
            Read("rows") == "comfortable",
            Read("charts") == "1",
            CleanName(Read("name")),
            Read("columns") == "all");
    }

    public string ToCookie() => QueryHelpers.AddQueryString("", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["theme"] = Theme,
        ["zone"] = Zone,
        ["utc"] = Utc ? "1" : "0",
        ["rows"] = Comfortable ? "comfortable" : "dense",
        ["charts"] = Charts ? "1" : "0",
        ["columns"] = Columns ? "all" : "usual",
        ["name"] = Name,
    }).TrimStart('?');

    /// <summary>A name as it can be shown beside what somebody did: one line, not too long.</summary>
    public static string CleanName(string? name)
    {
        var line = string.Concat((name ?? "").Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))).Trim();
        return line.Length <= LongestName ? line : line[..LongestName].Trim();
    }

    /// <summary>
    /// A short date and time in the viewer's zone: "18 Dec 2024, 10:03". In the hour that comes twice when summer time ends, with its
    /// offset: "27 Oct 2024, 02:30 (UTC+02:00)".
    /// </summary>
    public string Absolute(DateTimeOffset time)
    {
        var local = Local(time);
        var isRepeated = LocalZone?.IsAmbiguousTime(local) == true;
        return local.ToString(isRepeated ? "d MMM yyyy, HH:mm '(UTC'zzz')'" : "d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>To the second and with the zone: "18 Dec 2024, 10:03:12 UTC".</summary>
    public string Exact(DateTimeOffset time)
    {
        var local = Local(time);
        var zone = ShowsUtc ? "UTC" : "UTC" + local.ToString("zzz", CultureInfo.InvariantCulture);
        return local.ToString("d MMM yyyy, HH:mm:ss ", CultureInfo.InvariantCulture) + zone;
    }

    /// <summary>"3 minutes ago" for the last week and the next day, else the date.</summary>
    public string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        var age = now - time;
        return age < TimeSpan.FromDays(7) && age > TimeSpan.FromDays(-1)
            ? time.UtcDateTime.Humanize(utcDate: true, dateToCompareAgainst: now.UtcDateTime, culture: CultureInfo.InvariantCulture)
            : Absolute(time);
    }

    private bool ShowsUtc => Utc || Zone.Length == 0;

    private TimeZoneInfo? LocalZone => !ShowsUtc && TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : null;

    private DateTimeOffset Local(DateTimeOffset time) => LocalZone is { } zone ? TimeZoneInfo.ConvertTime(time, zone) : time.ToUniversalTime();
}
