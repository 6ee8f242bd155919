using Microsoft.Extensions.Options;

namespace BatchDashboard.Following;

/// <summary>Settings under <c>Following</c>.</summary>
public sealed class FollowingOptions
{
    public const string Section = "Following";

    /// <summary>Where others reach this dashboard, for the links in messages; empty for messages without links.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Lets webhooks reach this machine and private networks.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Time for one attempt, from 1 second to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Says in one sentence which setting is wrong, so that the start can end with it.</summary>
internal sealed class FollowingOptionsValidator : IValidateOptions<FollowingOptions>
{
    public ValidateOptionsResult Validate(string? name, FollowingOptions options)
    {
        var complaints = Complaints(options).ToList();
        return complaints.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(complaints);
    }

    private static IEnumerable<string> Complaints(FollowingOptions options)
    {
        if (options.PublicUrl.Length > 0 && !IsPlain(options.PublicUrl))
        {
            yield return "Following:PublicUrl has to be an absolute http or https address without user name, query (?) and fragment (#), such as https://batches.example.com, or empty.";
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(1))
        {
            yield return FormattableString.Invariant(
                $"Following:Timeout is {options.Timeout:c}; it has to be from 00:00:01 to 00:01:00, written as hours:minutes:seconds.");
        }
    }

    private static bool IsPlain(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0
        && text.AsSpan().IndexOfAny('?', '#') < 0;
}
