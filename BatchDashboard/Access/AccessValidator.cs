using Microsoft.Extensions.Options;

namespace BatchDashboard.Access;

/// <summary>Refuses a mode that is not there, and in Local mode every address that others could reach.</summary>
internal sealed class AccessValidator(IConfiguration config) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        if (!string.Equals(options.Mode, AccessOptions.Local, StringComparison.OrdinalIgnoreCase))
        {
            return ValidateOptionsResult.Fail($"Access:Mode is \"{options.Mode}\", but this version has only \"Local\".");
        }

        var refused = ListenAddress.In(config).FirstOrDefault(address => address.Fault is not null || !address.IsLoopback);
        return refused switch
        {
            null => ValidateOptionsResult.Success,
            { Fault: { } fault } => ValidateOptionsResult.Fail(
                $"{refused.Setting} has \"{refused.Url}\", {fault}: write it like http://localhost:5080."),
            _ => ValidateOptionsResult.Fail(
                $"{refused.Setting} asks to listen on {refused.Url}, but Access:Mode is Local: without a sign-in the dashboard "
                + "serves this machine only. Use a loopback address such as http://localhost:5080 or http://127.0.0.1:5080."),
        };
    }
}
