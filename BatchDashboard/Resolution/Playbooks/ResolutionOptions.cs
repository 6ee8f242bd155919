using System.Security;
using BatchDashboard.Data;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Resolution.Playbooks;

/// <summary>Settings under <c>Resolution</c>.</summary>
public sealed class ResolutionOptions
{
    public const string Section = "Resolution";

    /// <summary>A folder of Markdown files that override or add playbooks; relative to the data directory or absolute. Empty for none.</summary>
    public string Playbooks { get; set; } = "";

    /// <summary>The folder in full; null for none.</summary>
    internal string? FolderIn(DataDirectory data) => string.IsNullOrWhiteSpace(Playbooks) ? null : data.File(Playbooks);
}

/// <summary>A folder that is not there is a mistyped setting: told at the start, not by playbooks that are missing.</summary>
internal sealed class ResolutionOptionsValidator(IConfiguration configuration) : IValidateOptions<ResolutionOptions>
{
    private const string Key = $"{ResolutionOptions.Section}:{nameof(ResolutionOptions.Playbooks)}";

    public ValidateOptionsResult Validate(string? name, ResolutionOptions options)
    {
        try
        {
            return options.FolderIn(new DataDirectory(configuration[DataDirectory.Key] ?? "")) is not { } folder || Directory.Exists(folder)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"{Key} names the folder “{folder}”, which does not exist. Make it, or leave the setting empty to use the built-in playbooks alone.");
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or IOException or SecurityException or DatabaseException)
        {
            return ValidateOptionsResult.Fail($"{Key} is no path. Name a folder, or leave it empty.");
        }
    }
}
