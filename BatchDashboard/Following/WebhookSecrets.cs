using System.Security.Cryptography;
using System.Text.Json;
using BatchDashboard.Data;
using Microsoft.AspNetCore.DataProtection;

namespace BatchDashboard.Following;

/// <summary>A webhook's address and the secret that signs its messages.</summary>
/// <param name="Secret">Null for no signature.</param>
public sealed record SealedAddress(string Url, string? Secret)
{
    public override string ToString() => "(sealed)";
}

/// <summary>
/// Protects what webhooks must keep to themselves. The keys stand in the data directory, in a folder that only this
/// account may read, so that the database alone gives nothing away.
/// </summary>
public sealed class WebhookSecrets(DataDirectory data)
{
    private const string Folder = "webhook-keys";
    private const string Purpose = "BatchDashboard.Following.Webhook.v1";

    // Made with the first webhook: a dashboard without one needs no keys, nor a directory that it may write to.
    private readonly Lazy<IDataProtector> _protector = new(() => Create(data.File(Folder)), LazyThreadSafetyMode.PublicationOnly);

    /// <exception cref="DatabaseException">The keys cannot be stored.</exception>
    public string Seal(SealedAddress address)
    {
        try
        {
            return _protector.Value.Protect(JsonSerializer.Serialize(address, FollowingJson.Default.SealedAddress));
        }
        catch (Exception failure) when (failure is CryptographicException or InvalidOperationException || IsUnreadable(failure))
        {
            throw new DatabaseException("The webhook's address cannot be kept: the folder of its keys in the data directory cannot be written.", failure);
        }
    }

    /// <summary>Null when the keys are not those that it was sealed with.</summary>
    /// <exception cref="DatabaseException">The keys cannot be read now.</exception>
    public SealedAddress? Open(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(_protector.Value.Unprotect(text), FollowingJson.Default.SealedAddress);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            throw new DatabaseException("The webhook's address cannot be read: the folder of its keys in the data directory cannot be read.", failure);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IDataProtector Create(string path)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
        {
            if (OperatingSystem.IsWindows())
            {
                folder.Create();
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return DataProtectionProvider.Create(folder, builder => builder.SetApplicationName("BatchDashboard")).CreateProtector(Purpose);
    }

    // What a disk says comes wrapped: data protection tells of every failure as a cryptographic one.
    private static bool IsUnreadable(Exception? failure) =>
        failure is IOException or UnauthorizedAccessException || (failure is not null && IsUnreadable(failure.InnerException));
}
